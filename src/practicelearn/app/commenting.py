"""What coders say to each other about passages: seen by the others once both have finished."""

from __future__ import annotations

from typing import Any

from practicelearn.app.seen import Seen

__all__ = ["comments_seen"]


def comments_seen(seen: Seen, session_id: str) -> list[dict[str, Any]]:
    """Return the comments on a session that a person may see, oldest first.

    Parameters
    ----------
    seen : Seen
    session_id : str

    Returns
    -------
    list of dict
        id, who, mine, at, comment, reply_to (or None), parts. One's own always; those of others
        once they and oneself have marked the whole session as read.
    """
    found = [
        (event, reading.coder)
        for reading in (seen.mine(session_id), *seen.others(session_id))
        for event in reading.comments
    ]
    return [
        {
            "id": event.id,
            "who": who,
            "mine": who == seen.who,
            "at": event.at,
            "comment": event.payload["comment"],
            "reply_to": event.payload.get("reply_to"),
            "parts": list(event.payload["parts"]),
        }
        for event, who in sorted(found, key=lambda item: (item[0].at, item[0].id))
    ]
