//! A whole folder of vectors.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    case::{Case, is_slug},
    error::{LoadError, LoadErrorKind as Kind},
    record::{Record, wrong},
    tables::{self, Tables},
    value::{Kind as ValueKind, Value, parse},
};

/// The version of the format that this reads.
pub const FORMAT: &str = "1.0";

/// Folders beside those of the layers.
const NOT_LAYERS: [&str; 10] = [
    "conformance",
    "examples",
    "faults",
    "generate",
    "guests",
    "loader",
    "own",
    "peers",
    "schema",
    "trials",
];

/// All vectors of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Corpus {
    /// The tables of names.
    pub tables: Tables,
    /// The files, sorted by layer and topic.
    pub files: Vec<File>,
}

/// One file of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Where it was read.
    pub path: PathBuf,
    /// The layer, which is the name of its folder.
    pub layer: String,
    /// The topic, which is its own name.
    pub topic: String,
    /// What the cases are about.
    pub description: String,
    /// The text that they are taken from.
    pub spec: Spec,
    /// Content that inputs link to.
    pub blocks: Vec<Block>,
    /// The cases, in the order of the file.
    pub cases: Vec<Case>,
}

/// The text that a topic is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spec {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The commit of its repository.
    pub commit: Option<String>,
}

/// Content that inputs link to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// The text of its CID. It is not checked here.
    pub cid: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl Block {
    /// Content under the text of its CID, which is not checked.
    #[must_use]
    pub const fn new(cid: String, bytes: Vec<u8>) -> Self {
        Self { cid, bytes }
    }
}

impl Corpus {
    /// Reads the folder `root`, which has the tables and a folder for each layer.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with file and case for the first rule of the format that is broken.
    pub fn read(root: impl AsRef<Path>) -> Result<Self, LoadError> {
        Self::check_all(root).map_err(|errors| {
            // There is at least one error where there is no corpus.
            errors.into_iter().next().unwrap_or_else(|| LoadError {
                file: PathBuf::new(),
                case: None,
                kind: Kind::Io { kind: std::io::ErrorKind::Other },
            })
        })
    }

    /// As [`Corpus::read`], and goes on after an error.
    ///
    /// # Errors
    ///
    /// Every [`LoadError`] that was found, at least one.
    pub fn check_all(root: impl AsRef<Path>) -> Result<Self, Vec<LoadError>> {
        let root = root.as_ref();
        let tables = read_tables(root).map_err(|error| vec![error])?;
        let paths = paths(root).map_err(|error| vec![error])?;
        let (mut files, mut errors) = (Vec::new(), Vec::new());
        for path in paths {
            match read_file(&path, &tables) {
                Ok(file) => files.push(file),
                Err(mut found) => errors.append(&mut found),
            }
        }
        // Ids begin with layer and topic, so that they can only clash within a file.
        if errors.is_empty() { Ok(Self { tables, files }) } else { Err(errors) }
    }

    /// All cases, in the order of files and cases.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.files.iter().flat_map(|file| &file.cases)
    }

    /// The cases of one layer.
    pub fn layer<'a>(&'a self, layer: &'a str) -> impl Iterator<Item = &'a Case> {
        self.files.iter().filter(move |file| file.layer == layer).flat_map(|file| &file.cases)
    }
}

/// Takes the field `format` and refuses every version but ours.
pub(crate) fn check_format(record: &mut Record) -> Result<(), Kind> {
    let found = record.text("format")?;
    if found == FORMAT { Ok(()) } else { Err(Kind::Version { found }) }
}

fn read_tables(root: &Path) -> Result<Tables, LoadError> {
    fn read<T>(path: &Path, table: fn(Value) -> Result<T, Kind>) -> Result<T, LoadError> {
        load(path).and_then(table).map_err(|kind| at(path, None, kind))
    }
    Ok(Tables {
        errors: read(&root.join("errors.json"), tables::errors)?,
        operations: read(&root.join("operations.json"), tables::operations)?,
        rules: read(&root.join("rules.json"), tables::rules)?,
    })
}

/// The case files, sorted.
fn paths(root: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let list = |folder: &Path| -> Result<BTreeSet<PathBuf>, LoadError> {
        let refuse = |error: std::io::Error| at(folder, None, Kind::Io { kind: error.kind() });
        fs::read_dir(folder)
            .map_err(refuse)?
            .map(|entry| entry.map(|entry| entry.path()).map_err(refuse))
            .collect()
    };
    let mut paths = Vec::new();
    for folder in list(root)? {
        let name = folder.file_name().unwrap_or_default();
        if folder.is_dir() && !NOT_LAYERS.iter().any(|other| name == *other) {
            let files = list(&folder)?;
            paths.extend(
                files.into_iter().filter(|path| path.extension().is_some_and(|it| it == "json")),
            );
        }
    }
    Ok(paths)
}

fn load(path: &Path) -> Result<Value, Kind> {
    let text = fs::read_to_string(path).map_err(|error| Kind::Io { kind: error.kind() })?;
    Ok(parse(&text)?)
}

fn at(file: &Path, case: Option<String>, kind: Kind) -> LoadError {
    LoadError { file: file.into(), case, kind }
}

fn read_file(path: &Path, tables: &Tables) -> Result<File, Vec<LoadError>> {
    let (mut file, cases) = load(path)
        .and_then(|value| read_head(path, value))
        .map_err(|kind| vec![at(path, None, kind)])?;
    let prefix = format!("{}/{}", file.layer, file.topic);
    let (mut ids, mut errors) = (BTreeSet::new(), Vec::new());
    for (index, value) in cases.into_iter().enumerate() {
        let name = match &value {
            Value::Map(map) => match map.get("id") {
                Some(Value::Text(id)) => id.clone(),
                _ => format!("#{index}"),
            },
            _ => format!("#{index}"),
        };
        let case =
            Record::new("cases", value).and_then(|record| Case::read(record, &prefix, tables));
        match case {
            Ok(case) if !ids.insert(case.id.clone()) => {
                errors.push(at(path, Some(name.clone()), Kind::Duplicate { name }));
            }
            Ok(case) => file.cases.push(case),
            Err(kind) => errors.push(at(path, Some(name), kind)),
        }
    }
    if errors.is_empty() { Ok(file) } else { Err(errors) }
}

/// Everything but the cases, and the cases unread.
fn read_head(path: &Path, value: Value) -> Result<(File, Vec<Value>), Kind> {
    let mut record = Record::new("file", value)?;
    check_format(&mut record)?;
    let (layer, topic) = (record.text("layer")?, record.text("topic")?);
    let folder = path.parent().and_then(Path::file_name);
    for (found, place) in [(&layer, folder), (&topic, path.file_stem())] {
        let expected = place.unwrap_or_default().to_string_lossy();
        if expected != found.as_str() || !is_slug(found) {
            return Err(Kind::Misplaced { expected: expected.into(), found: found.clone() });
        }
    }
    let description = record.text("description")?;
    let mut spec = record.record("spec")?;
    let file = File {
        path: path.into(),
        layer,
        topic,
        description,
        spec: Spec {
            name: spec.text("name")?,
            version: spec.text("version")?,
            commit: spec.optional_text("commit")?,
        },
        blocks: record.list("blocks")?.into_iter().map(block).collect::<Result<_, _>>()?,
        cases: Vec::new(),
    };
    spec.finish()?;
    let cases = record.list("cases")?;
    record.finish()?;
    Ok((file, cases))
}

fn block(value: Value) -> Result<Block, Kind> {
    let mut record = Record::new("blocks", value)?;
    let block = match (record.value("cid")?, record.value("bytes")?) {
        (Value::Link(cid), Value::Bytes(bytes)) => Block { cid, bytes },
        (Value::Link(_), _) => return Err(wrong("bytes", ValueKind::Bytes)),
        _ => return Err(wrong("cid", ValueKind::Link)),
    };
    record.finish()?;
    Ok(block)
}
