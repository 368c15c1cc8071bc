//! How far a long run is, on one line of a terminal.
//!
//! The run only counts. A thread of its own looks at the numbers, and draws nothing unless the run goes on for a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::engine::Counter;

/// A run that is over by then shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long a number stands.
const STEP: Duration = Duration::from_millis(100);

/// The line; it is gone when this is dropped.
pub(super) struct Progress {
    end: Option<Sender<()>>,
    drawing: Option<JoinHandle<()>>,
    /// Whether there may be a line.
    is_drawn: Arc<AtomicBool>,
}

impl Progress {
    /// Watches a run on stderr.
    pub(super) fn watch(counter: Arc<Counter>) -> Progress {
        Progress::on(ProgressDrawTarget::stderr(), counter, PATIENCE)
    }

    fn on(target: ProgressDrawTarget, counter: Arc<Counter>, patience: Duration) -> Progress {
        let (end, ended) = mpsc::channel();
        let is_drawn = Arc::<AtomicBool>::default();
        let is_drawn_there = Arc::clone(&is_drawn);
        let draw = move || {
            let goes_on = |time| ended.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
            if goes_on(patience) {
                is_drawn_there.store(true, Ordering::SeqCst);
                draw(target, &counter, goes_on);
            }
        };
        // Without a thread there is no line, which is no loss.
        let drawing = std::thread::Builder::new().name("progress".to_owned()).spawn(draw).ok();
        Progress { end: Some(end), drawing, is_drawn }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        // The thread waits for this. It looks once more after it has said that it draws, so that it draws nothing when
        // nobody waits for it: on a busy machine, that alone would take longer than the files of an editor.
        drop(self.end.take());
        if let Some(drawing) = self.drawing.take().filter(|_| self.is_drawn.load(Ordering::SeqCst)) {
            let _ = drawing.join();
        }
    }
}

fn draw(target: ProgressDrawTarget, counter: &Counter, goes_on: impl Fn(Duration) -> bool) {
    if !goes_on(Duration::ZERO) {
        return;
    }
    let line = ProgressBar::with_draw_target(None, target);
    for (template, is_known) in [("looking for files", false), ("{wide_bar} {pos} of {len} files checked", true)] {
        if let Ok(style) = ProgressStyle::with_template(template) {
            line.set_style(style);
        }
        loop {
            let all = counter.all();
            if !is_known && all > 0 {
                break;
            }
            line.set_length(all);
            line.set_position(counter.so_far());
            line.tick();
            if !goes_on(STEP) {
                line.finish_and_clear();
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Mutex;

    use indicatif::TermLike;

    use super::*;

    /// A terminal that keeps what is written to it.
    #[derive(Clone, Debug, Default)]
    struct Screen(Arc<Mutex<Vec<String>>>);

    impl Screen {
        fn written(&self) -> Vec<String> {
            self.0.lock().unwrap().clone()
        }

        fn keep(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push(text.to_owned());
            Ok(())
        }

        /// Waits until something like this is written.
        fn shows(&self, text: &str) {
            for _ in 0..1_000 {
                if self.written().iter().any(|line| line.contains(text)) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            panic!("{text} never came: {:?}", self.written());
        }
    }

    impl TermLike for Screen {
        fn width(&self) -> u16 {
            60
        }

        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn write_line(&self, text: &str) -> io::Result<()> {
            self.keep(text)
        }

        fn write_str(&self, text: &str) -> io::Result<()> {
            self.keep(text)
        }

        fn clear_line(&self) -> io::Result<()> {
            self.keep("(cleared)")
        }

        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    fn watch(screen: &Screen, counter: &Arc<Counter>, patience: Duration) -> Progress {
        Progress::on(ProgressDrawTarget::term_like(Box::new(screen.clone())), Arc::clone(counter), patience)
    }

    #[test]
    fn a_short_run_shows_nothing() {
        let (screen, counter) = (Screen::default(), Arc::<Counter>::default());
        let progress = watch(&screen, &counter, Duration::from_secs(3_600));
        counter.expect(7);
        drop(progress);
        assert!(screen.written().is_empty(), "{:?}", screen.written());
    }

    #[test]
    fn a_long_run_counts_files_and_leaves_nothing() {
        let (screen, counter) = (Screen::default(), Arc::<Counter>::default());
        let progress = watch(&screen, &counter, Duration::ZERO);
        screen.shows("looking for files");
        counter.expect(7);
        counter.done();
        counter.done();
        screen.shows("2 of 7 files checked");
        // The other side of a comparison comes later.
        counter.expect(3);
        screen.shows("2 of 10 files checked");
        drop(progress);
        let written = screen.written();
        let last = written.iter().rposition(|line| line.contains("checked"));
        let cleared = written.iter().rposition(|line| line == "(cleared)");
        assert!(cleared > last, "{written:?}");
    }
}
