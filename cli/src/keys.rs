//! Private keys in files.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use cid::multibase::{self, Base};
use varsig::Ed25519Signer;
use zeroize::Zeroizing;

use crate::error::CliError;

/// The key in `folder` under `name`; a new one if there is none yet.
pub(crate) fn signer(folder: &Path, name: &str) -> Result<Ed25519Signer, CliError> {
    let path = folder.join(format!("{name}.key"));
    if let Some(text) = read_private(&path)? {
        let bytes = multibase::decode(text.trim()).map(|(_, bytes)| Zeroizing::new(bytes));
        return bytes
            .ok()
            .and_then(|bytes| Ed25519Signer::from_multicodec(&bytes).ok())
            .ok_or(CliError::NotAKey { path });
    }
    let signer = Ed25519Signer::from_seed(&*random()?);
    let text = Zeroizing::new(multibase::encode(
        Base::Base58Btc,
        signer.dangerous_to_multicodec().as_slice(),
    ));
    write_private(folder, &path, text.as_bytes())?;
    Ok(signer)
}

/// The secret of 32 bytes in `folder` under `name`; a new one if there is none yet.
pub(crate) fn secret(folder: &Path, name: &str) -> Result<[u8; 32], CliError> {
    let path = folder.join(format!("{name}.key"));
    if let Some(text) = read_private(&path)? {
        let bytes = multibase::decode(text.trim()).map(|(_, bytes)| Zeroizing::new(bytes));
        return bytes
            .ok()
            .and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok())
            .ok_or(CliError::NotAKey { path });
    }
    let secret = random()?;
    let text = Zeroizing::new(multibase::encode(Base::Base58Btc, secret.as_slice()));
    write_private(folder, &path, text.as_bytes())?;
    Ok(*secret)
}

/// Twelve random bytes, as nonces want them.
pub(crate) fn nonce() -> Result<[u8; 12], CliError> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).map_err(|_| CliError::Randomness)?;
    Ok(bytes)
}

fn random() -> Result<Zeroizing<[u8; 32]>, CliError> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| CliError::Randomness)?;
    Ok(bytes)
}

/// The text of a file that nobody but its owner may read.
fn read_private(path: &Path) -> Result<Option<Zeroizing<String>>, CliError> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CliError::file(path)(error)),
    };
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
        return Err(CliError::KeyNotPrivate { path: path.to_owned() });
    }
    #[cfg(not(unix))]
    let _ = metadata;
    let text = fs::read_to_string(path).map_err(CliError::file(path))?;
    Ok(Some(Zeroizing::new(text)))
}

/// Writes a new file for its owner only: whole, or not at all.
fn write_private(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let suffix = nonce()?.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let temporary = folder.join(format!(".{suffix}"));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        // Unlike a rename, a link does not replace a key that came in between.
        .and_then(|()| fs::hard_link(&temporary, path));
    // Best effort; the error that matters is the first.
    let _ = fs::remove_file(&temporary);
    written.map_err(CliError::file(path))
}
