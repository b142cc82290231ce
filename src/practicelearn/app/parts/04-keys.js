// The keys of the Code view, as ? shows them.

const KEYS = [
  ["Move", [
    ["← → ↑ ↓", "one letter, one line; with Ctrl one word; with Shift select"], ["j  k", "next, previous turn"],
    ["g  G", "next, previous turn without a code (facilitators left out)"], ["]  [", "next, previous coding"],
    ["}  {", "next, previous session"]]],
  ["Select", [
    ["w  s  t", "the word, sentence or turn at the caret; again: one more"], ["W  S  T", "one word, sentence or turn less"],
    ["Esc", "select nothing"]]],
  ["Code", [
    ["1 … 9", "give the selection the code of that number"], ["/", "search a code; Enter gives it; Ctrl+P pins it to a number, Ctrl+M: memo on the code"],
    ["n", "new code from the selection"], ["Delete", "remove the coding"],
    [",  .", "end of the coding one word back, forward"], ["<  >", "start of the coding one word back, forward"]]],
  ["Say more", [
    ["m", "memo on the coding"], ["M", "memo on the session"], ["+  -  =", "for, against, mixed; again: no stance"],
    ["*", "heard once, matters"], ["\"", "may be quoted"], ["x", "refer on: never quoted, suggested or exported"]]],
  ["Finish", [
    ["Enter", "I have read to the end of this turn; go to the next"], ["Shift+Enter", "I have read the whole session"],
    ["u  U", "undo, redo, without limit (also Ctrl+Z, Ctrl+Y)"], ["?", "these keys"]]],
];
