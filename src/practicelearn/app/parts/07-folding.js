// The tree of codes: what stands under what, what is folded, what a search leaves in sight.

const FOLD_FROM = 40; // codes: with more than these, a frame is shown folded at first

class CodeFolding extends CodeFinds {
  // Parent to the codes under it, in the frame's order; null: those under none. What is retired is given no more.
  get under() {
    const { codes } = this.store, under = new Map();
    for (const c of codes.values()) {
      if (c.retired) continue;
      let up = codes.get(c.parent);
      while (up?.retired) up = codes.get(up.parent);
      up = up?.id ?? null;
      under.get(up)?.push(c) ?? under.set(up, [c]);
    }
    return under;
  }

  // Parents whose codes are out of sight; the same in every session of this window.
  get folded() {
    return (this.store.folded ??= new Set(this.store.codes.size > FOLD_FROM ? [...this.under.keys()].filter(Boolean) : []));
  }

  // Rows in the tree's order: all that is not folded, or what fits a search, with its parents.
  rows(fits) {
    const { under, folded } = this, out = [];
    const walk = (up, depth) => {
      for (const c of under.get(up) ?? []) {
        const n = out.length, below = this.below(c.id, under), shut = !fits && below.length > 0 && folded.has(c.id);
        out.push({ c, depth, below, shut, fits: !fits || fits(c) });
        if (!shut) walk(c.id, depth + 1);
        if (!out[n].fits && out.length === n + 1) out.pop();
      }
    };
    walk(null, 0);
    return out;
  }

  // All codes under one, at whatever depth.
  below(id, under) { return (under.get(id) ?? []).flatMap((c) => [c.id, ...this.below(c.id, under)]); }

  fold(id, shut = !this.folded.has(id)) {
    this.folded[shut ? "add" : "delete"](id);
    if (shut && this.below(id, this.under).includes(this.aim)) this.aim = id;
    this.frame();
  }

  // Left: fold, or go to the parent. Right: unfold, or go to the first under it.
  foldBy(right) {
    const kids = this.under.get(this.aim), shut = this.folded.has(this.aim);
    if (kids && shut === right) return this.fold(this.aim, !right);
    this.aim = (right ? kids?.[0].id : this.store.code(this.aim).parent) ?? this.aim;
    this.frame();
  }
}
