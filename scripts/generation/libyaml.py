"""Most YAML, read by libyaml: its events, for ruamel.yaml to compose documents from.

What a text means, by YAML 1.2 and with the line of each mapping, ruamel.yaml says in any case. To
find where its words begin and end takes ruamel.yaml five times as long as all else, being written
in Python; libyaml finds the same for any text but those that raise :class:`DoubtError` here.
"""

# ruamel.yaml has types only in part.
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from ruamel.yaml import events

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DOUBTFUL = re.compile(
    # Control characters, and what only YAML 1.1 takes for the end of a line.
    r"[^\n -~\xa0-\u2027\u202a-\ufefe\uff00-\U0010ffff]"
    # In a list in brackets, libyaml takes a colon that begins a word for a key that is left out.
    r"|(?:^|[\s\[{,]):",
    re.MULTILINE,
)


class DoubtError(Exception):
    """A text that ruamel.yaml may read in another way than libyaml."""


class Events:
    """The events of a text, as the parser of ruamel.yaml gives them.

    Args:
        text: The text.
        loader: As ruamel.yaml gives it to each of its parts.

    Raises:
        DoubtError: now or later, the text may mean something else by YAML 1.2.
        YAMLError: now or later, the text is not valid. The class is that of PyYAML.
    """

    def __init__(self, text: str, *, loader: Any) -> None:
        if not yaml.__with_libyaml__ or _DOUBTFUL.search(text):
            raise DoubtError
        loader._parser = self  # noqa: SLF001 - where its composer looks for it
        self._parser = yaml.CSafeLoader(text)
        self._next = _converted(self._parser.get_event())

    def check_event(self, *kinds: type[events.Event]) -> bool:
        """Tell whether the next event is of one of the kinds."""
        return isinstance(self._next, kinds)

    def peek_event(self) -> events.Event:
        """Give the next event, and leave it there."""
        return self._next

    def get_event(self) -> events.Event:
        """Give the next event."""
        event = self._next
        if not isinstance(event, events.StreamEndEvent):
            self._next = _converted(self._parser.get_event())
        return event

    def dispose(self) -> None:
        """Forget what was read."""
        self._parser.dispose()


_CONVERSIONS: Mapping[type[yaml.Event], Callable[[Any], events.Event]] = {
    yaml.StreamStartEvent: lambda it: events.StreamStartEvent(it.start_mark, it.end_mark),
    yaml.StreamEndEvent: lambda it: events.StreamEndEvent(it.start_mark, it.end_mark),
    yaml.DocumentStartEvent: lambda it: events.DocumentStartEvent(
        it.start_mark, it.end_mark, it.explicit
    ),
    yaml.DocumentEndEvent: lambda it: events.DocumentEndEvent(
        it.start_mark, it.end_mark, it.explicit
    ),
    yaml.MappingStartEvent: lambda it: events.MappingStartEvent(
        it.anchor, None, it.implicit, it.start_mark, it.end_mark, it.flow_style
    ),
    yaml.MappingEndEvent: lambda it: events.MappingEndEvent(it.start_mark, it.end_mark),
    yaml.SequenceStartEvent: lambda it: events.SequenceStartEvent(
        it.anchor, None, it.implicit, it.start_mark, it.end_mark, it.flow_style
    ),
    yaml.SequenceEndEvent: lambda it: events.SequenceEndEvent(it.start_mark, it.end_mark),
    yaml.ScalarEvent: lambda it: events.ScalarEvent(
        it.anchor, None, it.implicit, it.value, it.start_mark, it.end_mark, it.style
    ),
    yaml.AliasEvent: lambda it: events.AliasEvent(it.anchor, it.start_mark, it.end_mark),
}


def _converted(event: Any) -> events.Event:
    # Tags and directives are rare, and the two libraries have them in different forms.
    if any(getattr(event, name, None) for name in ("tag", "tags", "version")):
        raise DoubtError
    return _CONVERSIONS[type(event)](event)
