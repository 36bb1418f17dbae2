//! Work for all processors.

use std::{sync::OnceLock, thread};

/// Does something with each item, on as many threads as there are processors, and gives what
/// came of each in order, or the first error.
pub(crate) fn each<T: Send, U: Send, E: Send>(
    items: Vec<T>,
    act: impl Fn(T) -> Result<U, E> + Sync,
) -> Result<Vec<U>, E> {
    let share = items.len().div_ceil(processors()).max(1);
    let mut items = items.into_iter();
    let own: Vec<T> = items.by_ref().take(share).collect();
    let act = &act;
    thread::scope(|scope| {
        let mut others = Vec::new();
        loop {
            let share: Vec<T> = items.by_ref().take(share).collect();
            if share.is_empty() {
                break;
            }
            others.push(scope.spawn(move || share.into_iter().map(act).collect::<Vec<_>>()));
        }
        // This thread has a share of its own: on one processor there is no other.
        let mut done: Vec<Result<U, E>> = own.into_iter().map(act).collect();
        for other in others {
            match other.join() {
                Ok(share) => done.extend(share),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done.into_iter().collect()
    })
}

/// Asked once: the system looks it up in files.
fn processors() -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_what_came_of_each_in_order_or_the_first_error() {
        for count in [0_u32, 1, 2, 3, 1_000] {
            let twice = each((0..count).collect(), |it| Ok::<_, ()>(it * 2));
            assert_eq!(twice, Ok((0..count).map(|it| it * 2).collect()));
        }
        let odd =
            each((0..1_000_u32).collect(), |it| if it % 499 == 498 { Err(it) } else { Ok(it) });
        assert_eq!(odd, Err(498));
    }
}
