//! A disk in memory, with the part of the engine's interface that a memo needs.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    marker::PhantomData,
    path::{Path, PathBuf},
    sync::{
        Arc, LazyLock, Mutex as Unscheduled, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use ipvm_runtime::{scenario::drawn, store::StoreError};

use crate::{
    sync::{Mutex, MutexGuard},
    writer::Due,
};

/// Every table by its name.
type Tables = BTreeMap<&'static str, BTreeMap<Vec<u8>, Vec<u8>>>;

#[derive(Debug, Default)]
struct States {
    /// What is read.
    committed: Arc<Tables>,
    /// What a session begins with.
    durable: Arc<Tables>,
}

/// The disks that there are, by the paths at which stores open them.
static DISKS: LazyLock<Unscheduled<HashMap<PathBuf, Arc<Disk>>>> =
    LazyLock::new(Unscheduled::default);

/// What one process after the other writes to.
///
/// Its lock is the model checker's: to begin and to commit are steps of the
/// model. Nothing of an earlier session reads or writes any more, as a process
/// that was killed does not. What was committed and was not due ends with its
/// session, unless something that was due came after it.
#[derive(Debug, Default)]
pub struct Disk {
    states: Mutex<States>,
    session: AtomicU64,
    fails: AtomicBool,
}

impl Disk {
    /// An empty disk, and the path at which stores open it until
    /// [`Disk::remove`]. If it `fails`, so do some of the writes.
    #[must_use]
    pub fn new(fails: bool) -> (PathBuf, Arc<Self>) {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        let path = PathBuf::from(NUMBERS.fetch_add(1, Ordering::Relaxed).to_string());
        let disk = Arc::new(Self { fails: AtomicBool::new(fails), ..Self::default() });
        disks(|disks| disks.insert(path.clone(), Arc::clone(&disk)));
        (path, disk)
    }

    /// Takes the disk away; what is open stays open.
    pub fn remove(path: &Path) {
        disks(|disks| disks.remove(path));
    }

    /// The number of the session that goes on.
    #[must_use]
    pub fn session(&self) -> u64 {
        self.session.load(Ordering::SeqCst)
    }

    /// Ends the process that has the disk open.
    pub fn kill(&self) {
        self.session.fetch_add(1, Ordering::SeqCst);
    }

    /// From now on every write succeeds.
    pub fn mend(&self) {
        self.fails.store(false, Ordering::SeqCst);
    }

    pub(crate) fn begin_session(path: &Path) -> Result<(Arc<Self>, u64), StoreError> {
        let disk = disks(|disks| disks.get(path).cloned())
            .ok_or_else(|| StoreError::NotAStore { path: path.to_path_buf() })?;
        let session = {
            let mut states = disk.states();
            states.committed = Arc::clone(&states.durable);
            disk.session.fetch_add(1, Ordering::SeqCst) + 1
        };
        Ok((disk, session))
    }

    pub(crate) fn begin_read(&self, session: u64) -> Result<ReadTransaction, Error> {
        let states = self.states();
        self.goes_on(session)?;
        Ok(ReadTransaction(Arc::clone(&states.committed)))
    }

    pub(crate) fn begin_write(
        disk: &Arc<Self>,
        session: u64,
        due: Due,
    ) -> Result<WriteTransaction, Error> {
        let states = disk.states();
        disk.goes_on(session)?;
        disk.may_fail()?;
        let tables = RefCell::new(Tables::clone(&states.committed));
        Ok(WriteTransaction { disk: Arc::clone(disk), session, due, tables })
    }

    fn commit(&self, session: u64, due: Due, tables: Tables) -> Result<(), Error> {
        let mut states = self.states();
        self.goes_on(session)?;
        self.may_fail()?;
        states.committed = Arc::new(tables);
        if due == Due::Now {
            states.durable = Arc::clone(&states.committed);
        }
        // It has reached the disk, and the caller is told that it has not.
        self.may_fail()
    }

    fn states(&self) -> MutexGuard<'_, States> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn goes_on(&self, session: u64) -> Result<(), Error> {
        if self.session() == session { Ok(()) } else { Err(Error::Ended) }
    }

    fn may_fail(&self) -> Result<(), Error> {
        let fails = self.fails.load(Ordering::SeqCst) && drawn(8) == 0;
        if fails { Err(Error::Failed) } else { Ok(()) }
    }
}

fn disks<T>(change: impl FnOnce(&mut HashMap<PathBuf, Arc<Disk>>) -> T) -> T {
    change(&mut DISKS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Why the disk did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The process has ended.
    Ended,
    /// The disk failed.
    Failed,
}

/// An error of the engine; tables of the model never have one.
#[derive(Clone, Copy, Debug)]
pub enum TableError {}

/// An error of the engine; rows of the model never have one.
#[derive(Clone, Copy, Debug)]
pub enum StorageError {}

impl From<TableError> for Error {
    fn from(error: TableError) -> Self {
        match error {}
    }
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        match error {}
    }
}

/// The name of a table.
#[derive(Debug)]
pub struct TableDefinition<'a, K, V>(&'a str, PhantomData<fn() -> (K, V)>);

impl<'a, K, V> TableDefinition<'a, K, V> {
    /// The table of that name.
    #[must_use]
    pub const fn new(name: &'a str) -> Self {
        Self(name, PhantomData)
    }
}

impl<K, V> Clone for TableDefinition<'_, K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for TableDefinition<'_, K, V> {}

/// A key or value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(Vec<u8>);

impl Row {
    /// Its bytes.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.0
    }
}

/// Rows, as they were when they were asked for.
#[derive(Debug)]
pub struct ReadOnlyTable<K, V>(BTreeMap<Vec<u8>, Vec<u8>>, PhantomData<fn() -> (K, V)>);

/// A table that can be read.
pub trait ReadableTable {
    /// The value at `key`.
    ///
    /// # Errors
    ///
    /// Never.
    fn get(&self, key: &[u8]) -> Result<Option<Row>, StorageError>;

    /// Every row.
    ///
    /// # Errors
    ///
    /// Never.
    fn iter(&self) -> Result<impl Iterator<Item = Result<(Row, Row), StorageError>>, StorageError>;
}

impl<K, V> ReadableTable for ReadOnlyTable<K, V> {
    fn get(&self, key: &[u8]) -> Result<Option<Row>, StorageError> {
        Ok(self.0.get(key).cloned().map(Row))
    }

    fn iter(&self) -> Result<impl Iterator<Item = Result<(Row, Row), StorageError>>, StorageError> {
        Ok(self.0.iter().map(|(key, value)| Ok((Row(key.clone()), Row(value.clone())))))
    }
}

/// The state that was committed when it began.
#[derive(Debug)]
pub struct ReadTransaction(Arc<Tables>);

impl ReadTransaction {
    /// Opens a table.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn open_table<K, V>(
        &self,
        table: TableDefinition<'static, K, V>,
    ) -> Result<ReadOnlyTable<K, V>, TableError> {
        Ok(ReadOnlyTable(self.0.get(table.0).cloned().unwrap_or_default(), PhantomData))
    }
}

/// A state that is being made out of the one that was committed when it began.
#[derive(Debug)]
pub struct WriteTransaction {
    disk: Arc<Disk>,
    session: u64,
    due: Due,
    tables: RefCell<Tables>,
}

impl WriteTransaction {
    /// Opens a table.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn open_table<K, V>(
        &self,
        table: TableDefinition<'static, K, V>,
    ) -> Result<Table<'_>, TableError> {
        Ok(Table { name: table.0, tables: &self.tables })
    }

    /// Makes the state the committed one.
    ///
    /// # Errors
    ///
    /// [`Error`]; after [`Error::Failed`] it may be committed or not.
    pub fn commit(self) -> Result<(), Error> {
        self.disk.commit(self.session, self.due, self.tables.into_inner())
    }
}

/// A table that can be written to.
#[derive(Debug)]
pub struct Table<'a> {
    name: &'static str,
    tables: &'a RefCell<Tables>,
}

impl Table<'_> {
    /// Puts a row in the place of the one with its key.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn insert(&mut self, key: &[u8], value: &[u8]) -> Result<Option<Row>, StorageError> {
        let mut tables = self.tables.borrow_mut();
        let rows = tables.entry(self.name).or_default();
        Ok(rows.insert(key.to_vec(), value.to_vec()).map(Row))
    }

    /// Removes the row.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn remove(&mut self, key: &[u8]) -> Result<Option<Row>, StorageError> {
        let mut tables = self.tables.borrow_mut();
        Ok(tables.get_mut(self.name).and_then(|rows| rows.remove(key)).map(Row))
    }
}

impl ReadableTable for Table<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Row>, StorageError> {
        let tables = self.tables.borrow();
        Ok(tables.get(self.name).and_then(|rows| rows.get(key)).cloned().map(Row))
    }

    fn iter(&self) -> Result<impl Iterator<Item = Result<(Row, Row), StorageError>>, StorageError> {
        let rows = self.tables.borrow().get(self.name).cloned().unwrap_or_default();
        Ok(rows.into_iter().map(|(key, value)| Ok((Row(key), Row(value)))))
    }
}
