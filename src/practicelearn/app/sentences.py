"""The page's longer sentences: sent with the study, so that the script stays small."""

from __future__ import annotations

from typing import Final

from practicelearn.app.sentences_of_turns import OF_TURNS

__all__ = ["SENTENCES"]

SENTENCES: Final[dict[str, str]] = {
    # What explains itself: "?", then a meaning of keys.py or the first word of a button.
    "?against": "They speak of something that is missing, bad or should improve.",
    "?find": "Finds words in this session, in every form or exactly as written.",
    "?for": "They speak of something that is there, good or should stay.",
    "?grip": "Drag these words onto a code in the list. Escape lets go of them.",
    "?keys": "Every key of this view.",
    "?matters": (
        "Heard once, matters: one person’s account of something grave. It is never filtered out "
        "for being rare."
    ),
    "?memo": "A note of your own, kept with the coding. The other coder sees it when you settle.",
    "?mixed": "They say something good of it and something bad.",
    "?new_code": (
        "Makes a code of your own from these words. It stays yours until a new frame is released."
    ),
    "?question": "Which question of the topic guide is being answered from this turn on.",
    "?quotable": (
        "These words may be printed in the report, once somebody has read them there and their "
        "speaker agreed to be quoted."
    ),
    "?read": (
        "You have read to the end of the turn the caret is in. Only what is read can count as "
        "not saying something."
    ),
    "?read_all": "You have read this session to its end. The other coder waits for that.",
    "?redact": (
        "Takes these words out of the study for good: text, logs, memos, sheets. "
        "It cannot be undone."
    ),
    "?redo": "Does again what was undone last.",
    "?refer": (
        "Harm, or somebody’s conduct, is told here: somebody has to act on it. The passage is "
        "never quoted, suggested or exported; only its place is listed."
    ),
    "?remove": "Takes the code from these words. Undo brings it back.",
    "?strength": "How strongly it is said, 0 to 3; – means that you have not judged it.",
    "?tab_chart": "Groups and codes: in each cell, in your words, what this group says of it.",
    "?tab_code": "Read a transcript and mark what people say.",
    "?tab_read": "Every code and theme with its passages; what may be quoted; the release.",
    "?tab_settle": "Two coders’ readings side by side, once both have read the session.",
    "?undo": "Takes back what you did last, without limit.",
    "?vivo": "In vivo: the words themselves become the name of a new code, and get it.",
    "?write": (
        "A note on the coding at the caret; on words that are selected; else on the session."
    ),
    "about": "About the code, seen from this session",
    "aim": "Put the caret into a coding, or search a code first.",
    "all": "The next code goes to the sentence around each place found. Esc: it does not.",
    "anew": (
        "The program was started again: press Enter in the window where it runs, and this page "
        "goes on with all that is kept here."
    ),
    "away": (
        "The program no longer answers. What you do is kept in this window and saved as soon as it "
        "is back: start it again and leave this window open."
    ),
    "bare": "No codes yet. Select words and press n.",
    "boxchanged": "The box says something else by now: Enter looks for that.",
    "both": "This session was also changed in another window. Both are here now.",
    "caret": "Put the caret into a coding first; ] goes to the next.",
    "codefirst": "Choose the code first.",
    "draft": "Edits gather in a draft and count once a person releases it.",
    "empty": "This study has no sessions yet.",
    "ended": (
        "The program has ended. You can close this window. To go on, start the program again: it "
        "opens where you stopped."
    ),
    "first1": "Drag over words in the text.",
    "first2": "Press a code: in the bar that comes, in this list, or its number.",
    "first3": "Each step is saved at once, and Undo takes it back. Mark read as you go.",
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
    "look": (
        "Codes that may be one, codes that hold two subjects, codes never used, topics no code "
        "covers. These are proposals: nothing is changed, and many a frame is right as it is."
    ),
    "looking": "Looking through the talk and the codings. Go on with what you do meanwhile.",
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
    "name": "name, such as kim",
    "noguide": "There are no questions: guide.csv in the study’s folder lists them.",
    "nopassage": "There are no passages here.",
    "noselection": "No words are selected: the code is made, and given to nothing yet.",
    "nothere": "That cannot be said of this passage.",
    "nothing": "There is no difference here.",
    "nooffer": "There is nothing to offer.",
    "nooffers": "No offers here. o asks for them.",
    "offers": ": p goes to the next, y accepts it, Y declines it.",
    "onward": "Referred on: never quoted, suggested or exported.",
    "pick": "Choose a code first.",
    "pinned": "All nine numbers are pinned.",
    "quit": "Everything is saved. The program ends, in every window.",
    "read": "The whole session is read. } goes to the next.",
    "redact": (
        "These words go from the text, every coder’s log and all that repeats them. "
        "It cannot be undone. A recording, if one is kept, still holds them."
    ),
    "referred": "What is referred on is never quoted.",
    "saved": "The file is among your downloads. It holds passages: it is not for sharing.",
    "nochart": "Nothing has been coded here yet. What is coded gets a column.",
    "nocodes": (
        "There is no code yet. Under Code, choose a frame that is ready made, or select words and "
        "make a code of your own."
    ),
    "release": (
        "The draft becomes a version that is never changed, and everybody codes with it. No coding "
        "is lost."
    ),
    "remove": "Only a code that nobody uses can be deleted. One that is used is retired or merged.",
    "retire": "It keeps its codings, and nobody can give it any more.",
    "say": "Say what it was and why.",
    "starters": (
        "This study has no codes yet. Begin with a frame that is ready made, which can be changed "
        "later, or with a code of your own."
    ),
    "saysomething": "Write something first.",
    "settled": "Settled. The agreed reading is what themes are found in.",
    "share": (
        "share: twice what both marked, out of all that either marked, over every pair of coders. "
        "Turns not read by all are left out."
    ),
    "silent": "The program does not answer. Start it again and repeat this.",
    "talk": "The others see it once you and they have marked the whole session as read.",
    "split": (
        "What was read so far was not read for the new code: what it would hold is not known "
        "until somebody reads again."
    ),
    "transcript": "Transcript. Select words and press a number to code them. Press ? for all keys.",
    "undecided": "Not all differences are decided yet. j goes to the next.",
    "unsaved": "Not everything is saved yet. Wait until it is, then try again.",
    "walk": "h goes to the next.",
    "wholly": "That is the whole session; whoever reads this code later gets all of it.",
    "whose": "Press it when somebody else sits down here, and say who.",
    "who": "What you do is kept under your name, and nobody else sees it before you settle.",
    "why": "Why? Without the words themselves",
    "words": "Select words first: w a word, s a sentence, t a turn.",
    **OF_TURNS,
}
