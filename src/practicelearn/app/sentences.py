"""The page's longer sentences: sent with the study, so that the script stays small."""

from __future__ import annotations

from typing import Final

__all__ = ["SENTENCES"]

SENTENCES: Final[dict[str, str]] = {
    "about": "About the code, seen from this session",
    "aim": "Put the caret into a coding, or search a code first.",
    "all": "The next code goes to the sentence around each place found. Esc: it does not.",
    "away": (
        "The program no longer answers. What you do is kept in this window and saved as soon as it "
        "is back: start it again and leave this window open."
    ),
    "bare": "No codes yet. Select words and press n.",
    "boxchanged": "The box says something else by now: Enter looks for that.",
    "both": "This session was also changed in another window. Both are here now.",
    "caret": "Put the caret into a coding first; ] goes to the next.",
    "draft": "Edits gather in a draft and count once a person releases it.",
    "empty": "This study has no sessions yet.",
    "gone": "They are no longer listed. u takes that back.",
    "gooffer": "Go to an offer first: p.",
    "gopassage": "Go to a passage first: j.",
    "kept": "What you did is kept in this window and tried again.",
    "kind": "What was it? Such as name, place, school",
    "left": "Some of the words still stand, perhaps said by others. Read: ",
    "letgo": "Do not list them again",
    "locked": " can be settled when two coders have each marked the whole session as read.",
    "lost": (
        "could not be found again: the words are not in the text any more, or stand there twice. "
        "Code them again where they belong."
    ),
    "merge": (
        "Its codings go along, nobody’s log is rewritten. What was read counts where both codes "
        "were looked for."
    ),
    "moved": "The text changed: this passage was found elsewhere in its turn.",
    "much": "That is a long passage; whoever reads this code later gets all of it.",
    "nobody": "Nothing was said in this session.",
    "nocode": "No such code. n makes a new one.",
    "noedits": "No edits yet. Choose Edit at a code, or press N while coding.",
    "nofind": "Nothing found. f finds words.",
    "noguide": "There are no questions: guide.csv in the study’s folder lists them.",
    "nopassage": "There are no passages here.",
    "noselection": "No words are selected: the code is made, and given to nothing yet.",
    "nothere": "That cannot be said of this passage.",
    "nothing": "There is no difference here.",
    "nooffer": "There is nothing to offer.",
    "nooffers": "No offers here. o asks for them.",
    "offers": ": p goes to the next, y accepts it, Y declines it.",
    "pick": "Choose a code first.",
    "pinned": "All nine numbers are pinned.",
    "read": "The whole session is read. } goes to the next.",
    "redact": (
        "These words go from the text, every coder’s log and all that repeats them. "
        "It cannot be undone."
    ),
    "referred": "What is referred on is never quoted.",
    "release": (
        "The draft becomes a version that is never changed, and everybody codes with it. No coding "
        "is lost."
    ),
    "remove": "Only a code that nobody uses can be deleted. One that is used is retired or merged.",
    "retire": "It keeps its codings, and nobody can give it any more.",
    "say": "Say what it was and why.",
    "settled": "Settled. The agreed reading is what themes are found in.",
    "share": (
        "share: twice what both marked, out of all that either marked, over every pair of coders. "
        "Turns not read by all are left out."
    ),
    "silent": "The program does not answer. Start it again and repeat this.",
    "split": (
        "What was read so far was not read for the new code: it is missing there, not nought, "
        "until somebody reads again."
    ),
    "transcript": "Transcript. Select words and press a number to code them. Press ? for all keys.",
    "undecided": "Not all differences are decided yet. j goes to the next.",
    "unsaved": "Not everything is saved yet. Wait until it is, then try again.",
    "walk": "h goes to the next.",
    "wholly": "That is the whole session; whoever reads this code later gets all of it.",
    "why": "Why? Without the words themselves",
    "words": "Select words first: w a word, s a sentence, t a turn.",
}
