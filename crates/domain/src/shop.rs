//! A shop's time zone and working hours 营业时间, and whether it works at a given moment. What follows from it is not decided here.

use crate::{Error, Result, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Where most shops are.
pub const TIME_ZONE: &str = "Asia/Shanghai";
/// Stretches of working time in a week.
pub const MAX_STRETCHES: usize = 50;
const DAY_MINUTES: u16 = 24 * 60;

/// Without `hours` it works around the clock; with none in the list, never.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shop {
    /// Of the IANA list; checked when it was set.
    pub timezone: String,
    pub hours: Option<Vec<Stretch>>,
}

impl Default for Shop {
    fn default() -> Self {
        Shop { timezone: TIME_ZONE.to_owned(), hours: None }
    }
}

/// Working time of one weekday. One that ends no later than it begins goes on into the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// 1 is Monday, 7 Sunday.
    pub day: u8,
    pub from: Clock,
    /// `24:00` is the end of the day.
    pub to: Clock,
}

/// Minutes since midnight; `HH:MM` outside the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(u16);

impl Clock {
    pub fn parse(text: &str) -> Option<Clock> {
        let (hour, minute) = text.split_once(':')?;
        let number = |part: &str| {
            let is_plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            is_plain.then(|| part.parse::<u16>().ok()).flatten()
        };
        let (hour, minute) = (number(hour)?, number(minute)?);
        let clock = hour * 60 + minute;
        (minute < 60 && clock <= DAY_MINUTES).then_some(Clock(clock))
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&format_args!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        Clock::parse(&text).ok_or_else(|| de::Error::custom("a time such as 09:00 is expected"))
    }
}

impl utoipa::PartialSchema for Clock {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        <String as utoipa::PartialSchema>::schema()
    }
}

impl utoipa::ToSchema for Clock {}

impl Shop {
    /// With the zone's name as the list writes it. The first thing that is wrong is refused with its field.
    pub fn checked(mut self) -> Result<Shop> {
        // Names of the list, and no offsets: they know nothing of summer time.
        let zone = jiff::tz::TimeZone::get(&self.timezone).ok();
        match zone.as_ref().and_then(jiff::tz::TimeZone::iana_name) {
            Some(name) => self.timezone = name.to_owned(),
            None => return Err(Error::invalid("timezone", "没有这个时区。", "There is no such time zone.")),
        }
        let hours = self.hours.as_deref().unwrap_or_default();
        if hours.len() > MAX_STRETCHES {
            return Err(Error::invalid("hours", "营业时间最多 50 段。", "At most 50 stretches of working time."));
        }
        for (i, stretch) in hours.iter().enumerate() {
            let at = |part: &str| format!("hours[{i}].{part}");
            if !(1..=7).contains(&stretch.day) {
                return Err(Error::invalid(&at("day"), "星期应为 1 到 7。", "The day must be from 1 to 7."));
            }
            if stretch.from.0 == DAY_MINUTES {
                return Err(Error::invalid(&at("from"), "开始时间应早于 24:00。", "It must begin before 24:00."));
            }
            if stretch.from == stretch.to {
                return Err(Error::invalid(
                    &at("to"),
                    "开始和结束时间不能相同；全天请填 00:00 到 24:00。",
                    "It cannot end when it begins; a whole day is 00:00 to 24:00.",
                ));
            }
        }
        Ok(self)
    }
}

/// Whether the shop works now, by its own clock. The end of a stretch no longer belongs to it.
pub fn in_hours(shop: &Shop, now: Timestamp) -> bool {
    let Some(hours) = &shop.hours else { return true };
    let zone = jiff::tz::TimeZone::get(&shop.timezone).unwrap_or(jiff::tz::TimeZone::UTC);
    let Ok(moment) = jiff::Timestamp::from_millisecond(now.0) else { return false };
    let local = moment.to_zoned(zone);
    let today = local.weekday().to_monday_one_offset().unsigned_abs();
    let yesterday = if today == 1 { 7 } else { today - 1 };
    let minutes = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
    hours.iter().any(|Stretch { day, from, to }| {
        let overnight = to < from;
        let begun = *day == today && minutes >= from.0 && (overnight || minutes < to.0);
        begun || (overnight && *day == yesterday && minutes < to.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop(timezone: &str, hours: &[(u8, &str, &str)]) -> Shop {
        let hours = hours.iter().map(|(day, from, to)| Stretch {
            day: *day,
            from: Clock::parse(from).unwrap(),
            to: Clock::parse(to).unwrap(),
        });
        Shop { timezone: timezone.to_owned(), hours: Some(hours.collect()) }
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn without_hours_a_shop_always_works_and_with_none_never() {
        let now = at("2026-03-02T03:00:00+08:00");
        assert!(in_hours(&Shop::default(), now));
        assert!(!in_hours(&shop(TIME_ZONE, &[]), now));
    }

    #[test]
    fn a_stretch_holds_from_its_first_minute_to_the_one_before_its_end_on_its_day_alone() {
        let shop = shop(TIME_ZONE, &[(1, "09:00", "12:00"), (1, "13:30", "18:00"), (7, "00:00", "24:00")]);
        for (time, works) in [
            ("2026-03-02T08:59:59+08:00", false),
            ("2026-03-02T09:00:00+08:00", true),
            ("2026-03-02T11:59:59+08:00", true),
            ("2026-03-02T12:00:00+08:00", false),
            ("2026-03-02T13:30:00+08:00", true),
            ("2026-03-02T18:00:00+08:00", false),
            ("2026-03-03T10:00:00+08:00", false),
            ("2026-03-08T00:00:00+08:00", true),
            ("2026-03-08T23:59:59+08:00", true),
            ("2026-03-09T00:00:00+08:00", false),
        ] {
            assert_eq!(in_hours(&shop, at(time)), works, "{time}");
        }
    }

    #[test]
    fn a_night_goes_on_into_the_next_day_also_from_sunday_to_monday() {
        let shop = shop(TIME_ZONE, &[(7, "20:00", "02:00")]);
        for (time, works) in [
            ("2026-03-08T19:59:00+08:00", false),
            ("2026-03-08T20:00:00+08:00", true),
            ("2026-03-09T01:59:00+08:00", true),
            ("2026-03-09T02:00:00+08:00", false),
            ("2026-03-08T01:00:00+08:00", false),
        ] {
            assert_eq!(in_hours(&shop, at(time)), works, "{time}");
        }
    }

    #[test]
    fn the_clock_is_that_of_the_shop_also_in_summer() {
        let shop = shop("Europe/Berlin", &[(1, "09:00", "18:00")]);
        assert!(!in_hours(&shop, at("2026-03-23T07:30:00Z")) && in_hours(&shop, at("2026-03-23T08:30:00Z")));
        assert!(in_hours(&shop, at("2026-03-30T07:30:00Z")), "a week later the clocks have been put forward");
        // In Auckland it is Monday while it is still Sunday in UTC.
        assert!(in_hours(&self::shop("Pacific/Auckland", &[(1, "09:00", "18:00")]), at("2026-03-01T22:00:00Z")));
    }

    #[test]
    fn what_is_no_time_or_no_zone_is_refused_with_its_place() {
        for text in ["9:00", "24:01", "12:60", "+1:00", "12:0 ", "noon", "１２:00"] {
            assert_eq!(Clock::parse(text), None, "{text}");
        }
        for (shop, field) in [
            (shop("Mars/Olympus", &[]), "timezone"),
            (shop(TIME_ZONE, &[(8, "09:00", "18:00")]), "hours[0].day"),
            (shop(TIME_ZONE, &[(1, "09:00", "18:00"), (2, "24:00", "02:00")]), "hours[1].from"),
            (shop(TIME_ZONE, &[(1, "09:00", "09:00")]), "hours[0].to"),
        ] {
            assert_eq!(shop.checked().unwrap_err().field.as_deref(), Some(field));
        }
        let shop = shop("america/argentina/buenos_aires", &[(1, "00:00", "24:00")]).checked().unwrap();
        assert_eq!(shop.timezone, "America/Argentina/Buenos_Aires");
    }
}
