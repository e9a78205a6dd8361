//! The figures as a table: what was asked for beside what came out.

/// What a figure is held against.
#[derive(Clone, Copy)]
pub enum Goal {
    /// The more the better.
    AtLeast(f64, f64),
    /// The less the better.
    AtMost(f64, f64),
    /// Nothing: to be seen beside another.
    Shown,
}

/// A line of the table.
pub struct Row {
    pub what: &'static str,
    pub unit: &'static str,
    /// None where it is not measured.
    pub value: Option<f64>,
    /// What it must be, and what it should be.
    pub goal: Goal,
}

pub fn print(rows: &[Row]) {
    println!("| what | today | must | aim | |");
    println!("|---|---|---|---|---|");
    for row in rows {
        let today = row.value.map(|value| figure(value, row.unit));
        let today = today.unwrap_or_else(|| "not measured".to_owned());
        let (must, aim, reach): (f64, f64, fn(f64, f64) -> bool) = match row.goal {
            Goal::AtLeast(must, aim) => (must, aim, |value, goal| value >= goal),
            Goal::AtMost(must, aim) => (must, aim, |value, goal| value <= goal),
            Goal::Shown => {
                println!("| {} | {today} | | | |", row.what);
                continue;
            }
        };
        let mark = match row.value {
            None => "",
            Some(value) if reach(value, aim) => "aim",
            Some(value) if reach(value, must) => "must",
            Some(_) => "missed",
        };
        let (must, aim) = (figure(must, row.unit), figure(aim, row.unit));
        println!("| {} | {today} | {must} | {aim} | {mark} |", row.what);
    }
}

fn figure(value: f64, unit: &str) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0} {unit}"),
        size if size >= 10.0 => format!("{value:.1} {unit}"),
        _ => format!("{value:.2} {unit}"),
    }
}
