"""One appointment as an iCalendar file (RFC 5545), which every calendar program opens."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

REMINDER = timedelta(hours=-1)


def calendar_file(uid: str, stamp: datetime, at: datetime, minutes: int, summary: str, place: str) -> bytes:
    """The file's bytes: one event with a reminder an hour before. The same values give the same bytes."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", at)
    event.add("duration", timedelta(minutes=minutes))
    event.add("summary", summary)
    event.add("location", place)
    event.add_component(_reminder(f"{summary}, {place}"))
    calendar = Calendar()
    calendar.add("prodid", "-//Callsheet//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()


def _reminder(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", REMINDER)
    return alarm
