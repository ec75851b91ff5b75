//! The due days of a subscription's periods. Pure.

use demo_shop_api::Plan;
use klarna_payments::Interval;
use time::{Date, Duration};

/// The due days of a subscription, in UTC.
///
/// Each is counted from the day it began, never from the one before: what started on 31 January is
/// due on the last of February and on 31 March.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Schedule {
    plan: Plan,
    signed_up_on: Date,
}

impl Schedule {
    /// The schedule of a plan that was signed up for on that day.
    pub(crate) fn new(plan: Plan, signed_up_on: Date) -> Self {
        Self { plan, signed_up_on }
    }

    /// The day on which a period comes due; 1 is the first that is not paid at the checkout: the day
    /// after a trial, or one interval after the sign-up. `None` past the calendar's end, and for a
    /// plan whose interval count is 0.
    pub(crate) fn due(&self, period: u32) -> Option<Date> {
        let before = period.checked_sub(1)?;
        // A plan without an interval would be due for ever on one day.
        if self.plan.interval_count == 0 {
            return None;
        }
        if self.plan.trial_days == 0 {
            return self.after(self.signed_up_on, period);
        }
        let begin = days_after(self.signed_up_on, self.plan.trial_days.into())?;
        self.after(begin, before)
    }

    /// The day so many intervals after that one.
    fn after(&self, day: Date, intervals: u32) -> Option<Date> {
        let units = i64::from(intervals).checked_mul(self.plan.interval_count.into())?;
        match self.plan.interval {
            Interval::Day => days_after(day, units),
            Interval::Week => days_after(day, units.checked_mul(7)?),
            Interval::Month => months_after(day, units),
            Interval::Year => months_after(day, units.checked_mul(12)?),
        }
    }
}

/// The day so many days later. The whole calendar fits 32 bits; a `Duration` of more days than
/// it can hold would panic.
fn days_after(day: Date, days: i64) -> Option<Date> {
    let days = i32::try_from(days).ok()?;
    day.checked_add(Duration::days(days.into()))
}

/// The same day of a later month, or that month's last where it is shorter.
fn months_after(day: Date, months: i64) -> Option<Date> {
    let from_zero = i64::from(day.year()) * 12 + i64::from(u8::from(day.month()) - 1);
    let total = from_zero.checked_add(months)?;
    let year = i32::try_from(total.div_euclid(12)).ok()?;
    let month = u8::try_from(total.rem_euclid(12) + 1).ok()?;
    let month = time::Month::try_from(month).ok()?;
    let last = month.length(year);
    Date::from_calendar_date(year, month, day.day().min(last)).ok()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn plan(interval: Interval, interval_count: u32, trial_days: u32) -> Plan {
        Plan {
            interval,
            interval_count,
            trial_days,
        }
    }

    fn dues(plan: Plan, from: Date, how_many: u32) -> Vec<Date> {
        let schedule = Schedule::new(plan, from);
        (1..=how_many)
            .map(|period| schedule.due(period).unwrap())
            .collect()
    }

    #[test]
    fn a_month_that_is_too_short_does_not_move_the_months_after_it() {
        assert_eq!(
            dues(plan(Interval::Month, 1, 0), date!(2026 - 01 - 31), 4),
            [
                date!(2026 - 02 - 28),
                date!(2026 - 03 - 31),
                date!(2026 - 04 - 30),
                date!(2026 - 05 - 31)
            ]
        );
        assert_eq!(
            dues(plan(Interval::Month, 1, 0), date!(2028 - 01 - 31), 2),
            [date!(2028 - 02 - 29), date!(2028 - 03 - 31)]
        );
    }

    #[test]
    fn a_leap_day_comes_back_with_the_leap_year() {
        let dues = dues(plan(Interval::Year, 1, 0), date!(2024 - 02 - 29), 4);
        assert_eq!(dues[0], date!(2025 - 02 - 28));
        assert_eq!(dues[3], date!(2028 - 02 - 29));
    }

    #[test]
    fn a_day_that_some_months_lack_becomes_their_last() {
        assert_eq!(
            dues(plan(Interval::Month, 1, 0), date!(2025 - 10 - 30), 5),
            [
                date!(2025 - 11 - 30),
                date!(2025 - 12 - 30),
                date!(2026 - 01 - 30),
                date!(2026 - 02 - 28),
                date!(2026 - 03 - 30)
            ]
        );
        assert_eq!(
            dues(plan(Interval::Month, 1, 0), date!(2026 - 01 - 28), 2),
            [date!(2026 - 02 - 28), date!(2026 - 03 - 28)]
        );
    }

    #[test]
    fn december_is_followed_by_january_of_the_next_year() {
        assert_eq!(
            dues(plan(Interval::Month, 1, 0), date!(2026 - 11 - 15), 2),
            [date!(2026 - 12 - 15), date!(2027 - 01 - 15)]
        );
        assert_eq!(
            dues(plan(Interval::Month, 6, 0), date!(2027 - 08 - 31), 3),
            [
                date!(2028 - 02 - 29),
                date!(2028 - 08 - 31),
                date!(2029 - 02 - 28)
            ]
        );
        assert_eq!(
            dues(plan(Interval::Day, 1, 0), date!(2026 - 12 - 31), 1),
            [date!(2027 - 01 - 01)]
        );
    }

    #[test]
    fn months_are_counted_alike_before_the_year_0() {
        assert_eq!(
            dues(plan(Interval::Month, 1, 0), date!(-0002 - 11 - 30), 3),
            [
                date!(-0002 - 12 - 30),
                date!(-0001 - 01 - 30),
                date!(-0001 - 02 - 28)
            ]
        );
    }

    #[test]
    fn a_century_without_a_leap_day_has_none() {
        let dues = dues(plan(Interval::Year, 4, 0), date!(2096 - 02 - 29), 2);
        assert_eq!(dues, [date!(2100 - 02 - 28), date!(2104 - 02 - 29)]);
    }

    #[test]
    fn a_trial_is_followed_by_the_first_charge() {
        assert_eq!(
            dues(plan(Interval::Month, 3, 14), date!(2026 - 01 - 17), 2),
            [date!(2026 - 01 - 31), date!(2026 - 04 - 30)]
        );
    }

    #[test]
    fn weeks_and_days_are_counted() {
        assert_eq!(
            dues(plan(Interval::Week, 2, 0), date!(2026 - 12 - 24), 1),
            [date!(2027 - 01 - 07)]
        );
        assert_eq!(
            dues(plan(Interval::Day, 10, 1), date!(2026 - 12 - 24), 2),
            [date!(2026 - 12 - 25), date!(2027 - 01 - 04)]
        );
    }

    #[test]
    fn the_end_of_the_calendar_is_no_day() {
        let yearly = Schedule::new(plan(Interval::Year, u32::MAX, 0), date!(2026 - 01 - 01));
        assert_eq!(yearly.due(1), None);
        assert_eq!(yearly.due(u32::MAX), None);
        assert_eq!(yearly.due(0), None);
        for interval in [Interval::Day, Interval::Week] {
            let far = Schedule::new(plan(interval, u32::MAX, u32::MAX), date!(2026 - 01 - 01));
            assert_eq!(far.due(1), None);
            assert_eq!(far.due(u32::MAX), None);
            let far = Schedule::new(plan(interval, u32::MAX, 0), date!(2026 - 01 - 01));
            assert_eq!(far.due(1), None);
            assert_eq!(far.due(u32::MAX), None);
        }
        assert_eq!(
            Schedule::new(plan(Interval::Day, 0, 9), date!(2026 - 01 - 01)).due(1),
            None
        );
    }

    #[test]
    fn the_day_after_a_trial_counts_for_all_that_follow() {
        assert_eq!(
            dues(plan(Interval::Month, 1, 30), date!(2028 - 01 - 30), 3),
            [
                date!(2028 - 02 - 29),
                date!(2028 - 03 - 29),
                date!(2028 - 04 - 29)
            ]
        );
        assert_eq!(
            dues(plan(Interval::Year, 1, 1), date!(2026 - 06 - 30), 2),
            [date!(2026 - 07 - 01), date!(2027 - 07 - 01)]
        );
    }

    #[test]
    fn the_last_day_of_the_calendar_is_still_due() {
        for interval in Interval::ALL {
            let (from, last) = match interval {
                Interval::Day => (date!(9999 - 12 - 30), date!(9999 - 12 - 31)),
                Interval::Week => (date!(9999 - 12 - 24), date!(9999 - 12 - 31)),
                Interval::Month => (date!(9999 - 11 - 30), date!(9999 - 12 - 30)),
                Interval::Year => (date!(9998 - 12 - 31), date!(9999 - 12 - 31)),
            };
            let schedule = Schedule::new(plan(interval, 1, 0), from);
            assert_eq!(schedule.due(1), Some(last), "{interval:?}");
            assert_eq!(schedule.due(2), None, "{interval:?}");
        }
    }

    #[test]
    fn a_plan_without_an_interval_is_never_due() {
        for interval in Interval::ALL {
            for trial_days in [0, 9] {
                let schedule = Schedule::new(plan(interval, 0, trial_days), date!(2026 - 01 - 01));
                assert_eq!(schedule.due(1), None);
                assert_eq!(schedule.due(2), None);
            }
        }
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        fn any_plan() -> impl Strategy<Value = Plan> {
            let interval = prop::sample::select(Interval::ALL.to_vec());
            (interval, 1_u32..=24, 0_u32..=400)
                .prop_map(|(interval, count, trial)| plan(interval, count, trial))
        }

        fn any_day() -> impl Strategy<Value = Date> {
            // 1970 to 2106.
            (2_440_588_i32..2_490_000).prop_map(|day| Date::from_julian_day(day).unwrap())
        }

        proptest! {
            #[test]
            fn every_period_comes_due_after_the_one_before(plan in any_plan(), day in any_day(), period in 1_u32..200) {
                let schedule = Schedule::new(plan, day);
                let (one, next) = (schedule.due(period).unwrap(), schedule.due(period + 1).unwrap());
                prop_assert!(day < one, "nothing is due on the day of the sign-up");
                prop_assert!(one < next);
            }

            #[test]
            fn due_days_never_drift(plan in any_plan(), day in any_day(), period in 1_u32..200) {
                let due = Schedule::new(plan, day).due(period).unwrap();
                let anchor = day + Duration::days(plan.trial_days.into());
                match plan.interval {
                    Interval::Day | Interval::Week => {
                        let unit = if plan.interval == Interval::Day { 1 } else { 7 };
                        prop_assert_eq!((due - anchor).whole_days() % (unit * i64::from(plan.interval_count)), 0);
                    }
                    Interval::Month | Interval::Year => {
                        let last = due.month().length(due.year());
                        prop_assert_eq!(due.day(), anchor.day().min(last));
                        let months = |day: Date| i64::from(day.year()) * 12 + i64::from(u8::from(day.month()));
                        let unit = if plan.interval == Interval::Month { 1 } else { 12 };
                        prop_assert_eq!((months(due) - months(anchor)) % (unit * i64::from(plan.interval_count)), 0);
                    }
                }
            }

            #[test]
            fn no_plan_makes_it_panic(count: u32, trial: u32, period: u32, day in any_day()) {
                for interval in Interval::ALL {
                    let _ = Schedule::new(plan(interval, count, trial), day).due(period);
                }
            }
        }
    }
}
