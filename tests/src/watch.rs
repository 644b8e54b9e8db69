//! What is measured inside the window, with the window's own clock and by its own events.
//!
//! A key counts from its `keydown` until the answer to the very text in the field stands in the
//! page and the frame with it is drawn: until the first task after that frame. Beside it stands the beginning
//! of the frame after, up to a sixtieth of a second later, which nothing but the engine's clock waits for.
//! A save counts from `keydown` until the desk has answered, which it does when the record is on
//! the disk, and until the window says so.

use anyhow::Result;

use crate::window::Window;

const WATCH: &str = r#"
    window.marks = { painted: [], framed: [], asked: [], searched: [], saved: [], durable: [], shown: [], pointers: 0 };
    if (!window.watched) {
        window.watched = true;
        let typed, saving, kept, state;
        // The engine runs what waits for a frame, draws the frame, and only then takes another task.
        const painted = (then) => requestAnimationFrame(() => setTimeout(then));
        const framed = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
        for (const name of ['pointerdown', 'mousedown', 'touchstart'])
            addEventListener(name, (event) => { if (event.isTrusted) window.marks.pointers += 1; }, true);
        addEventListener('keydown', (event) => {
            if (event.target.id === 'search-field' && !event.ctrlKey) typed = event.timeStamp;
            if (event.ctrlKey && event.key === 'Enter') saving = kept = event.timeStamp;
        }, true);
        // Commands go out by this: the answer is taken in by the page before a new task begins.
        const ask = window.fetch;
        window.fetch = async (...request) => {
            const name = String(request[0]).split('/').pop();
            const since = performance.now();
            const key = typed;
            const answer = await ask(...request);
            const read = answer.json.bind(answer);
            answer.json = async () => {
                const value = await read();
                setTimeout(() => taken(name, request[1]?.body, since, key, value));
                return value;
            };
            return answer;
        };
        const taken = (name, body, since, key, value) => {
            if (name === 'wrap_up' && kept !== undefined) {
                window.marks.durable.push(performance.now() - kept);
                kept = undefined;
            }
            if (name !== 'search' || key === undefined) return;
            const { text, typing } = JSON.parse(body).request;
            if (!typing || text !== document.getElementById('search-field')?.value) return;
            window.marks.asked.push(performance.now() - since);
            window.marks.searched.push(value.took_us / 1000);
            painted(() => window.marks.painted.push(performance.now() - key));
            framed(() => window.marks.framed.push(performance.now() - key));
        };
        new MutationObserver(() => {
            const now = document.querySelector('.state')?.className ?? '';
            if (now !== state) {
                state = now;
                if (now.includes('call')) {
                    const at = Date.now();
                    painted(() => window.marks.shown.push({ at, painted: Date.now() }));
                }
            }
            if (saving !== undefined && now.includes('ready')) {
                window.marks.saved.push(performance.now() - saving);
                saving = undefined;
            }
        }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    }"#;

/// Begins to measure; what was measured before is forgotten.
pub async fn watch(window: &Window) -> Result<()> {
    window.client.execute(WATCH, vec![]).await?;
    Ok(())
}

/// What was measured of `name`, in milliseconds: `painted`, `framed` (the frame after has begun), `asked` (of `painted`, until the desk's
/// answer was in the page), `searched` (of that, the search itself), `saved`, `durable`.
pub async fn marks(window: &Window, name: &str) -> Result<Vec<f64>> {
    let script = format!("return window.marks.{name}");
    Ok(serde_json::from_value(window.client.execute(&script, vec![]).await?)?)
}

/// What was measured of `name` so far, in words.
pub async fn measured(window: &Window, name: &str) -> Result<String> {
    Ok(Spread::of(marks(window, name).await?).to_string())
}

/// Times in order, milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Spread(Vec<f64>);

impl Spread {
    /// Of these.
    pub fn of(mut ms: Vec<f64>) -> Spread {
        ms.sort_by(f64::total_cmp);
        Spread(ms)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that `percent` of them do not exceed; nothing when nothing was measured.
    pub fn at(&self, percent: usize) -> f64 {
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return f.write_str("nothing measured");
        }
        let (n, median, p95, p99) = (self.count(), self.at(50), self.at(95), self.at(99));
        let worst = self.at(100);
        write!(
            f,
            "n {n}, median {median:.0} ms, p95 {p95:.0} ms, p99 {p99:.0} ms, worst {worst:.0} ms"
        )
    }
}
