//! Records to standard output, one structured CloudEvent a line. Keeps no marks: the store's own decides.

use std::io::{self, Write};

use super::{Delivery, Mark, OutboxRow, Sink, SinkError};

/// Writes to any stream; the daemon gives it the process's standard output.
#[derive(Debug)]
pub struct StdoutSink<W> {
    out: W,
}

impl StdoutSink<io::Stdout> {
    pub fn new() -> Self {
        Self { out: io::stdout() }
    }
}

impl Default for StdoutSink<io::Stdout> {
    fn default() -> Self {
        Self::new()
    }
}

impl<W: Write + Send> StdoutSink<W> {
    /// Any writer in place of standard output.
    pub fn to(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write + Send> Sink for StdoutSink<W> {
    fn open(&mut self, _outbox: &str) -> Result<Mark, SinkError> {
        Ok(Mark::Unkept)
    }

    fn deliver(&mut self, rows: &[OutboxRow]) -> Result<Delivery, SinkError> {
        let mut lines = Vec::new();
        for row in rows {
            lines.extend_from_slice(&row.structured());
            lines.push(b'\n');
        }
        let written = self.out.write_all(&lines).and_then(|()| self.out.flush());
        // A reader that went away (`| head`) will not come back: repeating would only block the outbox.
        written.map_err(|e| SinkError::Fatal { reason: format!("standard output: {e}") })?;
        Ok(Delivery::Whole)
    }
}
