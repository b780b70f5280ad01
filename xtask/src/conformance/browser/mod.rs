//! Checks the HTML page of a run in Chromium: its content with and without scripts, in light and
//! dark mode, on a phone, and for a screen reader; and that there are no requests and no console
//! messages.
//!
//! A test of the command writes the pages, one of them with texts that try to inject markup.

mod devtools;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Outcome;
use super::context::ConformanceContext;
use crate::finding::Finding;
use crate::tools::output;
use crate::workspace::Unable;
use devtools::Browser;

const PAGE: &str = "nova-client-ext/src/bin/nova/command/run/page/mod.rs";
/// The folder of the pages.
const PAGES: &str = "NOVA_CONFORMANCE_PAGES";
const TEST: &str = "page::pages_of_runs";
/// The number of applications of the large page, and of the rows in a page of the table.
const LARGE: u64 = 10_000;
const SHOWN: u64 = 100;
/// The maximum time for which searching or sorting may block the page.
const MAX_HELD_UP: f64 = 1000.0;
/// The minimum contrast of text, and of graphics (WCAG 2.2, 1.4.3 and 1.4.11).
const TEXT_CONTRAST: f64 = 4.5;
const DRAWN_CONTRAST: f64 = 3.0;

pub(super) fn shows(context: &ConformanceContext<'_>) -> Result<Outcome, Unable> {
    let folder = context.path("browser");
    let mut check = Check { browser: Browser::start(&folder)?, findings: Vec::new() };
    make_pages(context, &folder)?;
    check.sees_faults(&folder)?;
    check.hostile(&folder)?;
    let held_up = check.large(&folder)?;
    let summary = format!(
        "the pages of 7 hostile and of {LARGE} applications; search and order held the page up for {held_up:.0} ms"
    );
    Ok(Outcome { summary, findings: check.findings })
}

fn make_pages(context: &ConformanceContext<'_>, folder: &Path) -> Result<(), Unable> {
    let mut test = Command::new(&context.programs()?.walk);
    test.args(["--exact", TEST]).env(PAGES, folder).env("RUST_BACKTRACE", "0");
    let made = output(&mut test).map_err(Unable)?;
    let said = String::from_utf8_lossy(&made.stdout);
    if !made.status.success() || !said.contains("1 passed") {
        return Err(Unable(format!("the test {TEST} made no pages: {said}")));
    }
    Ok(())
}

struct Check {
    browser: Browser,
    findings: Vec<Finding>,
}

impl Check {
    fn found(&mut self, what: impl Into<String>) {
        self.findings.push(Finding::new(PAGE, what, "open target/conformance/browser/*.html"));
    }

    fn expect(&mut self, what: &str, found: &Value, expected: &Value) {
        if found != expected {
            self.found(format!("{what}: {found}, and not {expected}"));
        }
    }

    /// Evaluates an expression until it has this value, with a timeout.
    fn becomes(&mut self, what: &str, expression: &str, expected: &Value) -> Result<(), Unable> {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            let value = self.browser.evaluate(expression)?;
            if value == *expected || Instant::now() > deadline {
                self.expect(what, &value, expected);
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Checks the requests of the page, and the console messages.
    fn is_silent(&mut self, name: &str) -> Result<(), Unable> {
        let complaints = complaints(&self.browser.take_events()?);
        for complaint in complaints {
            self.found(format!("{name}: {complaint}"));
        }
        Ok(())
    }

    /// Verifies that the checks can detect problems.
    fn sees_faults(&mut self, folder: &Path) -> Result<(), Unable> {
        let page = folder.join("faults.html");
        let text = "<!doctype html><title>x</title><meta http-equiv=Content-Security-Policy \
                    content=\"script-src 'unsafe-inline'\"><script>console.log('said'); missing();</script>\
                    <script>eval('1')</script><img src=\"http://127.0.0.1:1/image\">";
        std::fs::write(&page, text).map_err(|error| Unable(error.to_string()))?;
        self.browser.open(&page)?;
        let complaints = complaints(&self.browser.take_events()?).join("\n");
        for fault in
            ["said", "missing is not defined", "unsafe-eval", "asks for http://127.0.0.1:1/image"]
        {
            if !complaints.contains(fault) {
                return Err(Unable(format!(
                    "{fault:?} is not noticed in {}: {complaints}",
                    page.display()
                )));
            }
        }
        Ok(())
    }

    fn hostile(&mut self, folder: &Path) -> Result<(), Unable> {
        let page = folder.join("hostile.html");
        let expected = std::fs::read_to_string(folder.join("hostile.json"))
            .map_err(|error| Unable(error.to_string()))?;
        let expected: Value =
            serde_json::from_str(&expected).map_err(|error| Unable(error.to_string()))?;
        self.browser.open(&page)?;
        self.is_text("hostile.html", &expected)?;
        self.screen_reader(&expected["title"])?;
        for (scheme, name) in [("light", "in the light"), ("dark", "in the dark")] {
            let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
            self.browser.call("Emulation.setEmulatedMedia", media)?;
            self.contrast(name)?;
        }
        self.fits_a_phone()?;
        self.is_silent("hostile.html")?;

        let scripts = |off: bool| json!({"value": off});
        self.browser.call("Emulation.setScriptExecutionDisabled", scripts(true))?;
        self.browser.open(&page)?;
        self.is_text("hostile.html without scripts", &expected)?;
        let tools = "document.getElementById('tools').checkVisibility()";
        let tools = self.browser.evaluate(tools)?;
        self.expect("without scripts there is a search that does nothing", &tools, &false.into());
        self.is_silent("hostile.html without scripts")?;
        self.browser.call("Emulation.setScriptExecutionDisabled", scripts(false)).map(drop)
    }

    /// Checks that external texts are shown unchanged and not interpreted.
    fn is_text(&mut self, name: &str, expected: &Value) -> Result<(), Unable> {
        let title = self.browser.evaluate("document.title")?;
        self.expect(&format!("{name}: the title"), &title, &expected["title"]);
        let shown = self.browser.evaluate(
            "[...document.querySelectorAll('#all tbody th')].map((cell) => cell.textContent)",
        )?;
        // Bidirectional controls are replaced.
        let ids: Vec<Value> = expected["ids"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|id| id.as_str().unwrap_or_default().replace('\u{202e}', "\u{fffd}").into())
            .collect();
        self.expect(&format!("{name}: the applications"), &shown, &ids.into());
        for (what, column) in [("message", 6), ("code", 4)] {
            let count = self.browser.evaluate(&format!(
                "[...document.querySelectorAll('#all tbody :nth-child({column})')]\
                 .filter((cell) => cell.textContent === {}).length",
                expected[what]
            ))?;
            if count.as_u64().unwrap_or(0) < 2 {
                self.found(format!("{name}: the {what} is not shown as it is"));
            }
        }
        let foreign = self.browser.evaluate(
            "[typeof window.hacked, document.querySelectorAll('img, iframe, b, object, embed').length, \
             document.scripts.length, document.querySelectorAll('#all > tbody').length]",
        )?;
        self.expect(
            &format!("{name}: what texts have become"),
            &foreign,
            &json!(["undefined", 0, 1, 1]),
        );
        Ok(())
    }

    /// Checks the accessibility tree of the page.
    fn screen_reader(&mut self, title: &Value) -> Result<(), Unable> {
        let tree = self.browser.call("Accessibility.getFullAXTree", json!({}))?;
        let nodes: Vec<(String, String)> = tree["nodes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|node| node["ignored"] == false)
            .map(|node| {
                let text =
                    |field: &str| node[field]["value"].as_str().unwrap_or_default().to_owned();
                (text("role"), text("name"))
            })
            .collect();
        let all: Vec<(&str, &str)> =
            nodes.iter().map(|(role, name)| (role.as_str(), name.as_str())).collect();
        for part in [
            ("banner", ""),
            ("main", ""),
            ("search", ""),
            ("heading", title.as_str().unwrap_or_default()),
            ("searchbox", "Search"),
            ("checkbox", "all on one page"),
            ("region", "All applications"),
            ("table", "Every application, with its last state"),
            ("table", "How many applications have each score"),
            ("table", "What was not scored, by what helps"),
            ("columnheader", "Score"),
            ("button", "Application"),
        ] {
            if !all.contains(&part) {
                self.found(format!("to a screen reader there is no {} {:?}", part.0, part.1));
            }
        }
        for (role, name) in all {
            let needs_name =
                ["table", "image", "button", "searchbox", "checkbox", "region", "link"];
            if needs_name.contains(&role) && name.trim().is_empty() {
                self.found(format!("to a screen reader there is a {role} without a name"));
            }
        }
        Ok(())
    }

    /// Checks the contrast of text and bars.
    fn contrast(&mut self, name: &str) -> Result<(), Unable> {
        let colors = self.browser.evaluate(
            "(() => { const style = (selector) => getComputedStyle(document.querySelector(selector)); \
             return [style('body').backgroundColor, style('body').color, style('caption').color, \
             style('svg .bar').fill, style('svg .p95').stroke, style('svg text').fill]; })()",
        )?;
        let colors: Vec<f64> = colors
            .as_array()
            .into_iter()
            .flatten()
            .map(|color| luminance(color.as_str().unwrap_or_default()))
            .collect();
        let Some((behind, before)) = colors.split_first() else { return Ok(()) };
        let min = [TEXT_CONTRAST, TEXT_CONTRAST, DRAWN_CONTRAST, DRAWN_CONTRAST, TEXT_CONTRAST];
        for (place, (color, min)) in before.iter().zip(min).enumerate() {
            let contrast = (color.max(*behind) + 0.05) / (color.min(*behind) + 0.05);
            if contrast < min {
                self.found(format!("{name} colour {place} has a contrast of {contrast:.1}"));
            }
        }
        let is_dark = *behind < 0.2;
        self.expect(
            &format!("{name} the page is dark"),
            &is_dark.into(),
            &name.contains("dark").into(),
        );
        Ok(())
    }

    fn fits_a_phone(&mut self) -> Result<(), Unable> {
        let phone = json!({"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true});
        self.browser.call("Emulation.setDeviceMetricsOverride", phone)?;
        let width = self.browser.evaluate("document.documentElement.scrollWidth")?;
        self.expect("the page's width on a phone", &width, &360.into());
        self.browser.call("Emulation.clearDeviceMetricsOverride", json!({})).map(drop)
    }

    /// Searches and sorts ten thousand applications. Returns the maximum time in milliseconds for
    /// which this blocked the page.
    fn large(&mut self, folder: &Path) -> Result<f64, Unable> {
        self.browser.open(&folder.join("large.html"))?;
        let first = "document.querySelector('#all tbody th').textContent";
        let shown = "document.getElementById('shown').textContent";
        let count = "document.querySelectorAll('#all tbody tr').length";
        self.becomes(
            "what is shown at first",
            shown,
            &"10000 of 10000 applications, 1 to 100 here".into(),
        )?;
        self.becomes("rows at first", count, &SHOWN.into())?;
        self.browser.evaluate(
            "window.longest = 0; new PerformanceObserver((list) => { for (const task of list.getEntries()) { \
             window.longest = Math.max(window.longest, task.duration); } }).observe({type: 'longtask'})",
        )?;
        self.browser.click("#search")?;
        self.browser.type_in("timeout RESCORE")?;
        self.becomes(
            "what a search shows",
            shown,
            &"500 of 10000 applications, 1 to 100 here".into(),
        )?;
        self.becomes("what a search shows first", first, &"candidate-7".into())?;
        self.browser.click("#next")?;
        self.becomes("the next page", shown, &"500 of 10000 applications, 101 to 200 here".into())?;
        self.browser.evaluate("document.getElementById('search').select()")?;
        self.browser.type_in("candidate-10")?;
        self.becomes("a search by id", shown, &"112 of 10000 applications, 1 to 100 here".into())?;
        self.browser.evaluate("document.getElementById('search').select()")?;
        self.browser.type_in("nobody")?;
        self.becomes("a search for nobody", shown, &"0 of 10000 applications".into())?;
        self.browser.evaluate("document.getElementById('search').select()")?;
        self.browser.type_in(" ")?;
        self.becomes("no search", shown, &"10000 of 10000 applications, 1 to 100 here".into())?;

        let sorted = "document.querySelector('#all th:nth-child(3)').getAttribute('aria-sort')";
        let score = "document.querySelector('#all tbody td.n').textContent";
        for (order, expected) in [("ascending", "1"), ("descending", "10")] {
            self.browser.click("#all thead th:nth-child(3) button")?;
            self.becomes("the order said", sorted, &order.into())?;
            self.becomes("the first score", score, &expected.into())?;
        }
        self.browser.click("#all thead th:nth-child(1) button")?;
        self.becomes("the first by id", first, &"candidate-1".into())?;
        self.becomes("the order said of what it was", sorted, &Value::Null)?;
        let second = "document.querySelector('#all tbody tr:nth-child(2) th').textContent";
        self.becomes("the second by id", second, &"candidate-2".into())?;

        let held_up = self.browser.evaluate("window.longest")?.as_f64().unwrap_or(0.0);
        if held_up > MAX_HELD_UP {
            self.found(format!("search or order held the page up for {held_up:.0} ms"));
        }
        self.browser.click("#everything")?;
        self.becomes("rows on one page", count, &LARGE.into())?;
        self.is_silent("large.html")?;
        Ok(held_up)
    }
}

/// Returns the console messages, and the requests besides the file itself.
fn complaints(events: &[Value]) -> Vec<String> {
    let complaint = |event: &Value| {
        let params = &event["params"];
        match event["method"].as_str()? {
            "Runtime.consoleAPICalled" => Some(format!("the console says {}", params["args"])),
            "Runtime.exceptionThrown" => {
                Some(format!("a script fails: {}", params["exceptionDetails"]))
            }
            "Log.entryAdded" => Some(format!("the console says {}", params["entry"]["text"])),
            "Network.requestWillBeSent" => {
                let url = params["request"]["url"].as_str().unwrap_or_default();
                let is_own = url == params["documentURL"] || url.starts_with("data:");
                (!is_own).then(|| format!("the page asks for {url}"))
            }
            _ => None,
        }
    };
    events.iter().filter_map(complaint).collect()
}

/// Returns the relative luminance of `rgb(…)` (WCAG 2.2).
fn luminance(color: &str) -> f64 {
    let numbers = color.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = numbers.split([',', ')']).map(|part| {
        let part = part.trim().parse::<f64>().unwrap_or(0.0) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    [0.2126, 0.7152, 0.0722].into_iter().map(|weight| weight * parts.next().unwrap_or(0.0)).sum()
}

#[cfg(test)]
mod tests {
    use super::{complaints, luminance};
    use serde_json::json;

    #[test]
    fn white_is_bright_and_black_is_not() {
        assert!((luminance("rgb(255, 255, 255)") - 1.0).abs() < 1e-9);
        assert!(luminance("rgb(0, 0, 0)").abs() < 1e-9);
        assert!((luminance("rgb(42, 111, 184)") - 0.155).abs() < 0.01);
    }

    #[test]
    fn a_page_may_ask_for_itself() {
        let request = |url: &str| {
            json!({"method": "Network.requestWillBeSent",
                "params": {"documentURL": "file:///a.html", "request": {"url": url}}})
        };
        let own = [request("file:///a.html"), request("data:,")];
        assert!(complaints(&own).is_empty());
        assert_eq!(complaints(&[request("file:///b.css")]).len(), 1);
    }
}
