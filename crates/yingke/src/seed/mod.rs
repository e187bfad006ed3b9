//! `yingke seed`: a demo shop that looks as if people had worked there for a week. Everything goes through the public
//! API, in this process, on a clock that the seed moves; nothing is written into tables by hand.

mod desk;
mod shop;
mod stories;
mod words;

use crate::folder;
use crate::operator::new_password;
use crate::options::{Storage, quiet_config};
use crate::world;
use desk::Desk;
use domain::{Code, Error, Result};
use shop::Shop;
use std::path::Path;
use stories::{Act, STORIES};

const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

pub async fn seed(storage: Storage) -> Result<()> {
    refuse_used(&storage.data)?;
    let config = quiet_config(&storage)?;
    let _claim = folder::claim(&storage.data, &config.database)?;
    let now = world::now();
    let desk = Desk::open(config, now.plus_seconds(-6 * DAY)).await?;
    if !desk.is_empty().await? {
        return Err(used("the database already holds a workspace"));
    }
    let password = new_password(&desk.app);
    let mut shop = Shop::opens(desk, &password).await?;
    for (seconds_ago, event) in timeline() {
        shop.desk.clock.set(now.plus_seconds(-seconds_ago));
        match event {
            Event::ShiftBegins => shop.comes_to_work().await?,
            Event::ShiftEnds => shop.goes_home().await?,
            Event::Act(story, act) => shop.plays(story, act).await?,
        }
    }
    shop.desk.clock.set(now);
    shop.closes().await?;
    introduce(&storage, &password);
    Ok(())
}

enum Event {
    ShiftBegins,
    ShiftEnds,
    /// What happens in the story of this number.
    Act(usize, &'static Act),
}

/// All stories and the shifts in one order, as seconds before now.
fn timeline() -> Vec<(i64, Event)> {
    let mut events = vec![
        (6 * DAY - HOUR, Event::ShiftBegins),
        (10 * HOUR, Event::ShiftEnds),
        (7 * HOUR, Event::ShiftBegins),
        (0, Event::ShiftEnds),
    ];
    for (number, story) in STORIES.iter().enumerate() {
        let mut at = story.began;
        for (pause, act) in story.acts {
            at -= pause;
            events.push((at.max(1), Event::Act(number, act)));
        }
    }
    events.sort_by_key(|(seconds_ago, _)| -seconds_ago);
    events
}

fn refuse_used(data: &Path) -> Result<()> {
    let entries = std::fs::read_dir(data).map_or(0, Iterator::count);
    if entries == 0 { Ok(()) } else { Err(used(&format!("{} is not empty", data.display()))) }
}

fn used(internal: &str) -> Error {
    Error::new(
        Code::Conflict,
        "演示店铺只能放进空的数据文件夹和空的数据库。",
        "The demo shop goes only into an empty data folder and an empty database.",
    )
    .internal(internal)
}

fn introduce(storage: &Storage, password: &str) {
    println!("演示店铺已就绪 · The demo shop is ready: {}", shop::NAME);
    println!("\n  密码 · password   {password}   （所有账号相同 · the same for all）\n");
    println!("  {:<24}  店主 · owner", shop::NAME);
    for person in shop::PEOPLE {
        println!("  {:<24}  {}", format!("{}:{}", shop::NAME, person.name), person.job);
    }
    let database = if storage.database.is_some() { " --database …" } else { "" };
    println!("\n  yingke serve --data {}{database}", storage.data.display());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_timeline_goes_forward_and_no_story_reaches_into_the_future() {
        let events = timeline();
        assert!(events.windows(2).all(|pair| pair[0].0 >= pair[1].0));
        for story in STORIES {
            assert!(story.began > story.acts.iter().map(|(pause, _)| pause).sum::<i64>(), "{}", story.visitor.name);
        }
    }
}
