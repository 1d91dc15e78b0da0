"use strict";
/* What the page can do beyond being read: tabs, search, filters, sorting, explanations, CSV.

   Everything a reader must know is in the HTML already; this only makes long lists usable. Texts
   come from users and vendors, so they reach the page through `textContent` alone, and nothing is
   ever fetched: the policy in the head would refuse it. */

(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const figures = new Intl.NumberFormat("en-US");

  /* ---- small pieces ------------------------------------------------------------------------- */

  /** A new element; `attributes` may hold `text`. Children that are null are left out. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "text") element.textContent = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  const money = (cents) =>
    (cents / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  /** `2026-11-22 03:00 UTC` of minutes since 1970; nothing for 0, which stands for no moment. */
  function moment(minutes) {
    return minutes ? `${new Date(minutes * 60000).toISOString().slice(0, 16).replace("T", " ")} UTC` : "";
  }

  /** `22 Nov`, as the strip of an order has room for. */
  function shortDay(minutes) {
    const options = { day: "numeric", month: "short", timeZone: "UTC" };
    return new Date(minutes * 60000).toLocaleDateString("en-GB", options);
  }

  const counted = (n, noun) => `${figures.format(n)} ${noun}${n === 1 ? "" : "s"}`;

  /* ---- the lines, column by column ---------------------------------------------------------- */

  const NO_PRICE = -1; // an order whose price is not known; -2: nothing is bought

  /** Rows as columns: a text column is a sorted table and an index into it for every row. */
  class Columns {
    constructor(packed) {
      this.n = packed.n;
      this.texts = packed.texts;
      this.numbers = packed.numbers;
      this.folded = new Map(); // tables in lower case, made when first searched
    }

    text(name, row) {
      const { table, at } = this.texts[name];
      return table[typeof at === "number" ? at : at[row]];
    }

    number(name, row) {
      const at = this.numbers[name];
      return typeof at === "number" ? at : at[row];
    }

    /** What a column is sorted by. Tables are sorted, so the index is the rank of its text. */
    ranks(name) {
      return name in this.numbers ? this.numbers[name] : this.texts[name].at;
    }

    lowered(name) {
      if (!this.folded.has(name)) {
        this.folded.set(name, this.texts[name].table.map((text) => text.toLowerCase()));
      }
      return this.folded.get(name);
    }
  }

  /** A test of rows: whether the text of that column is one of those marked in `mask`. */
  function marked(columns, name, mask) {
    const { at } = columns.texts[name];
    if (typeof at === "number") {
      const answer = mask[at] === 1;
      return () => answer;
    }
    return (row) => mask[at[row]] === 1;
  }

  /** Every text is looked at once, however many rows have it: that is what keeps typing fluent. */
  function maskOf(table, wanted) {
    const mask = new Uint8Array(table.length);
    for (let place = 0; place < table.length; place += 1) mask[place] = wanted(table[place]) ? 1 : 0;
    return mask;
  }

  /** One test for each word typed: it must occur in one of the columns. */
  function searchTests(columns, names, typed) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    return words.map((word) => {
      const tests = names
        .map((name) => [name, maskOf(columns.lowered(name), (text) => text.includes(word))])
        .filter(([, mask]) => mask.includes(1))
        .map(([name, mask]) => marked(columns, name, mask));
      return (row) => tests.some((test) => test(row));
    });
  }

  /** The rows of `order` that pass every test, in that order. */
  function passing(order, tests) {
    if (tests.length === 0) return order;
    const found = new Int32Array(order.length);
    let n = 0;
    for (const row of order) if (tests.every((test) => test(row))) found[n++] = row;
    return found.subarray(0, n);
  }

  /** All rows sorted by a column; those that say nothing there come last in both directions. */
  function sorted(columns, name, descending) {
    const order = Int32Array.from({ length: columns.n }, (_, row) => row);
    const ranks = name === null ? 0 : columns.ranks(name);
    if (typeof ranks === "number") return order;
    const silent = silentRank(columns, name);
    const sign = descending ? -1 : 1;
    return order.sort((one, other) => {
      const left = ranks[one];
      const right = ranks[other];
      if (left === right) return one - other;
      if (silent(left)) return 1;
      if (silent(right)) return -1;
      return (left - right) * sign;
    });
  }

  function silentRank(columns, name) {
    if (name === "cost") return (rank) => rank < 0;
    if (name in columns.numbers) return (rank) => name !== "kind" && rank === 0;
    const { table } = columns.texts[name];
    return (rank) => table[rank] === "";
  }

  /* ---- a table of which only the rows in sight exist ----------------------------------------- */

  const SPARE = 10; // rows above and below the visible ones, so that scrolling shows no gaps
  const PRINTED = 500;

  class LongTable {
    constructor({ box, table, draw, open, sort }) {
      Object.assign(this, { box, table, draw, open, rows: new Int32Array(0), active: 0, frame: 0 });
      this.before = this.spacer();
      this.after = this.spacer();
      this.body = make("tbody");
      for (const body of [...table.tBodies]) body.remove();
      table.append(this.before, this.body, this.after);
      this.heads = [...table.querySelectorAll("th[data-sort]")];
      for (const head of this.heads) this.sortable(head, sort);
      box.addEventListener("scroll", () => this.later());
      box.addEventListener("keydown", (event) => this.key(event));
      this.body.addEventListener("click", (event) => this.click(event));
      addEventListener("resize", () => this.later());
      addEventListener("beforeprint", () => this.unroll());
      addEventListener("afterprint", () => this.paint());
    }

    spacer() {
      return make("tbody", { class: "spacer", "aria-hidden": "true" }, make("tr", {}, make("td")));
    }

    sortable(head, sort) {
      const button = make("button", { type: "button", text: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        for (const other of this.heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sort(head.dataset.sort, descending);
      });
    }

    unsort() {
      for (const head of this.heads) head.removeAttribute("aria-sort");
    }

    /** Heights are in rem, so that larger letters make higher rows. */
    get rowHeight() {
      const rem = parseFloat(getComputedStyle(root).fontSize);
      return parseFloat(getComputedStyle(this.table).getPropertyValue("--row")) * rem;
    }

    show(rows) {
      this.rows = rows;
      this.active = 0;
      this.table.setAttribute("aria-rowcount", String(rows.length + 1));
      this.box.hidden = rows.length === 0;
      this.box.scrollTop = 0;
      this.paint();
    }

    later() {
      if (!this.frame) this.frame = requestAnimationFrame(() => this.paint());
    }

    paint() {
      this.frame = 0;
      const height = this.rowHeight;
      const first = Math.max(0, Math.floor(this.box.scrollTop / height) - SPARE);
      const seen = Math.ceil((this.box.clientHeight || 600) / height) + 2 * SPARE;
      const last = Math.min(this.rows.length, first + seen);
      const focused = this.body.contains(document.activeElement);
      this.fill(first, last, false);
      this.stretch(this.before, first * height);
      this.stretch(this.after, (this.rows.length - last) * height);
      if (focused) (this.button(this.active) || this.box).focus({ preventScroll: true });
    }

    stretch(spacer, height) {
      spacer.hidden = height <= 0;
      spacer.rows[0].cells[0].style.height = `${height}px`;
    }

    fill(first, last, whole) {
      const drawn = [];
      for (let place = first; place < last; place += 1) {
        const line = this.draw(this.rows[place], whole);
        line.setAttribute("aria-rowindex", String(place + 2));
        line.dataset.place = String(place);
        line.querySelector("button").tabIndex = place === this.active ? 0 : -1;
        drawn.push(line);
      }
      this.body.replaceChildren(...drawn);
    }

    /** Paper does not scroll: the first rows, with why. */
    unroll() {
      this.fill(0, Math.min(this.rows.length, PRINTED), true);
      this.stretch(this.before, 0);
      this.stretch(this.after, 0);
    }

    button(place) {
      return this.body.querySelector(`tr[data-place="${place}"] button`);
    }

    click(event) {
      const line = event.target.closest("tr");
      // Marking text with the mouse is no wish to open the row.
      if (!line || String(getSelection())) return;
      this.choose(Number(line.dataset.place));
      this.open(this.active);
    }

    key(event) {
      const page = Math.max(1, Math.floor(this.box.clientHeight / this.rowHeight) - 2);
      const steps = {
        ArrowDown: this.active + 1,
        ArrowUp: this.active - 1,
        PageDown: this.active + page,
        PageUp: this.active - page,
        Home: 0,
        End: this.rows.length - 1,
      };
      if (!(event.key in steps) || event.target.closest("thead")) return;
      event.preventDefault();
      this.choose(steps[event.key]);
    }

    /** Make a row the one that the keyboard is on, and bring it into sight. */
    choose(place) {
      this.active = Math.min(Math.max(place, 0), this.rows.length - 1);
      const height = this.rowHeight;
      const top = this.active * height;
      const room = this.box.clientHeight - this.table.tHead.offsetHeight - height;
      if (top < this.box.scrollTop) this.box.scrollTop = top;
      else if (top > this.box.scrollTop + room) this.box.scrollTop = top - room;
      this.paint();
      const button = this.button(this.active);
      button?.focus({ preventScroll: true });
      // The list itself may stand partly below the screen: then the page has to scroll, too.
      button?.scrollIntoView({ block: "nearest" });
    }
  }

  /* ---- tabs, theme, and what works before the lines are there -------------------------------- */

  const tabs = [...document.querySelectorAll("#tabs a")];
  const shownListeners = [];
  const panelOf = (tab) => document.querySelector(tab.getAttribute("href"));

  function selectTab(tab, focus = false) {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      panelOf(other).hidden = !chosen;
    }
    if (focus) tab.focus();
    for (const told of shownListeners) told(panelOf(tab).id);
  }

  function showPanel(id) {
    const tab = tabs.find((one) => one.getAttribute("href") === `#${id}`);
    if (tab) selectTab(tab);
  }

  function startTabs() {
    byId("tabs").setAttribute("role", "tablist");
    for (const [place, tab] of tabs.entries()) {
      const panel = panelOf(tab);
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      panel.tabIndex = 0;
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        selectTab(tab);
      });
      tab.addEventListener("keydown", (event) => {
        const last = tabs.length - 1;
        const next = { ArrowRight: place === last ? 0 : place + 1, ArrowLeft: place === 0 ? last : place - 1, Home: 0, End: last, " ": place }[event.key];
        if (next === undefined) return;
        event.preventDefault();
        selectTab(tabs[next], true);
      });
    }
    selectTab(tabs.find((one) => one.getAttribute("href") === location.hash) || tabs[0]);
  }

  function startTheme() {
    const button = byId("theme");
    const system = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
    const tell = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      tell();
    });
    system.addEventListener("change", tell);
    tell();
  }

  /* ---- Properties: search, filters, sorting --------------------------------------------------- */

  const SEARCHED = ["home", "needs", "buys", "reason", "why", "market", "status", "city", "state", "entity", "order", "vendor", "rules", "remedy"];
  const FILTERS = ["reason", "services", "market", "status", "entity", "cause"];
  const UNLISTED = {
    inventory: "No rule asks for anything for these homes, so a plan has no line about them.",
    wanted: "All that these homes want is there or on its way. A plan counts such needs and lists none.",
  };
  const NO_MATCH = "No line matches. A home with nothing to do has no line in a plan; “listwright explain HOME” tells about any home.";

  class Properties {
    constructor(report) {
      this.lines = new Columns(report.lines);
      this.report = report;
      this.kinds = report.kinds;
      this.stage = "";
      this.order = sorted(this.lines, null, false);
      this.selects = new Map(["kind", ...FILTERS].map((name) => [name, byId(`filter-${name}`)]));
      this.search = byId("search");
      this.table = new LongTable({
        box: byId("line-list"),
        table: byId("line-table"),
        draw: (row, whole) => this.draw(row, whole),
        open: (place) => this.explain(place),
        sort: (name, descending) => this.sort(name, descending),
      });
      this.fillSelects();
      this.listen();
      this.apply();
    }

    listen() {
      let frame = 0;
      this.search.addEventListener("input", () => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => this.apply());
      });
      for (const select of this.selects.values()) select.addEventListener("change", () => this.apply());
      byId("filters").addEventListener("submit", (event) => event.preventDefault());
      byId("reset").addEventListener("click", () => this.filter({}));
      byId("stage-chip").addEventListener("click", () => {
        this.stage = "";
        this.apply();
        this.search.focus();
      });
      byId("export").addEventListener("click", () => saveCsv(this));
      shownListeners.push((id) => id === "properties" && this.table.paint());
    }

    /** A filter offers what occurs, with how often; one with a single answer is not shown. */
    fillSelects() {
      const counts = new Map();
      for (let row = 0; row < this.lines.n; row += 1) {
        const kind = this.lines.number("kind", row);
        counts.set(kind, (counts.get(kind) || 0) + 1);
      }
      const kinds = this.kinds.map(([code, , word], place) => [code, word, counts.get(place) || 0]);
      this.offer("kind", kinds.filter(([, , n]) => n > 0));
      for (const name of FILTERS) this.offer(name, this.choices(name));
    }

    choices(name) {
      const { table, at } = this.lines.texts[name];
      const uses = new Uint32Array(table.length);
      if (typeof at === "number") uses[at] = this.lines.n;
      else for (const place of at) uses[place] += 1;
      const counts = new Map();
      table.forEach((text, place) => {
        // An order of several services counts for each of them.
        for (const part of text.split("\n")) counts.set(part, (counts.get(part) || 0) + uses[place]);
      });
      counts.delete("");
      return [...counts].map(([text, n]) => [text, text, n]);
    }

    offer(name, choices) {
      const select = this.selects.get(name);
      select.append(...choices.map(([value, text, n]) => make("option", { value, text: `${text} (${figures.format(n)})` })));
      select.closest("label").hidden = choices.length < 2 && (name !== "cause" || !this.report.against);
    }

    tests() {
      const tests = searchTests(this.lines, SEARCHED, this.search.value);
      const kind = this.kinds.findIndex(([code]) => code === this.selects.get("kind").value);
      if (kind >= 0) tests.unshift((row) => this.lines.number("kind", row) === kind);
      for (const name of FILTERS) {
        const wanted = this.selects.get(name).value;
        if (!wanted) continue;
        const mask = maskOf(this.lines.texts[name].table, (text) => text.split("\n").includes(wanted));
        tests.unshift(marked(this.lines, name, mask));
      }
      if (this.stage) {
        const mask = maskOf(this.lines.texts.stage.table, (text) => text === this.stage);
        tests.unshift(marked(this.lines, "stage", mask));
      }
      return tests;
    }

    apply() {
      this.shown = passing(this.order, this.tests());
      this.table.show(this.shown);
      byId("count").textContent = this.summary();
      this.tellStage();
      const nothing = byId("nothing");
      nothing.hidden = this.shown.length > 0 || this.lines.n === 0;
      nothing.textContent = UNLISTED[this.stage] || NO_MATCH;
    }

    summary() {
      let known = 0;
      let unpriced = 0;
      for (const row of this.shown) {
        const cost = this.lines.number("cost", row);
        if (cost === NO_PRICE) unpriced += 1;
        else if (cost > 0) known += cost;
      }
      const parts = [`${figures.format(this.shown.length)} of ${counted(this.lines.n, "line")}`];
      if (known) parts.push(`known cost ${money(known)} ${this.report.currency}`.trim());
      if (unpriced) parts.push(`${counted(unpriced, "order")} unpriced`);
      return parts.join(", ");
    }

    tellStage() {
      const chip = byId("stage-chip");
      chip.hidden = !this.stage;
      if (this.stage) chip.textContent = `${this.stageWords(this.stage)} ×`;
    }

    /** How far a home comes, and why no farther: `Nothing to wait for, but a person has to help`. */
    stageWords(stage) {
      const [title, why] = this.report.stages[stage];
      return why ? `${title}, but ${why}` : title;
    }

    /** Show the lines of a link: everything else that was filtered by is given up. */
    filter(wanted) {
      this.search.value = "";
      for (const [name, select] of this.selects) select.value = wanted[name] || "";
      this.stage = wanted.stage || "";
      this.apply();
    }

    sort(name, descending) {
      this.order = sorted(this.lines, name, descending);
      this.apply();
    }

    code(row) {
      return this.kinds[this.lines.number("kind", row)][0];
    }

    cost(row) {
      const cents = this.lines.number("cost", row);
      if (cents === NO_PRICE) return "not known";
      return cents < 0 ? "" : money(cents);
    }

    when(row) {
      const at = this.lines.number("when", row);
      if (!at) return this.lines.text("clears", row);
      const waits = this.code(row) === "deferred";
      return `${waits ? "until" : "since"} ${moment(at).slice(0, 10)}`;
    }

    draw(row, whole) {
      const text = (name) => this.lines.text(name, row);
      const [code, symbol, word] = this.kinds[this.lines.number("kind", row)];
      const what = text("buys") || text("needs");
      const reason = make("td", { class: "c-reason", text: text("reason") });
      if (whole) reason.append(make("span", { class: "under", text: text("why") }));
      return make(
        "tr",
        {},
        make("td", { class: `c-kind kind ${code}` }, make("span", { "aria-hidden": "true", text: symbol }), ` ${word}`),
        make(
          "td",
          { class: "c-home" },
          make("button", { type: "button", text: text("home"), "aria-haspopup": "dialog" }),
          make("span", { class: "narrow", text: [what, text("reason")].filter(Boolean).join(" · ") }),
        ),
        make("td", { class: "c-what", text: what }),
        reason,
        make("td", { class: "c-market", text: text("market") }),
        make("td", { class: "c-entity", text: text("entity") }),
        make("td", { class: "c-when", text: this.when(row) }),
        make("td", { class: "c-cost figure", text: this.cost(row) }),
      );
    }

    explain(place) {
      explanation.open(this, place);
    }
  }

  /* ---- the explanation of one line ------------------------------------------------------------ */

  class Explanation {
    constructor() {
      this.dialog = byId("explanation");
      this.dialog.addEventListener("close", () => this.list?.table.choose(this.place));
      // A click beside the drawer closes it, as people expect of one.
      this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
      this.dialog.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        if (!step || event.target.closest("pre")) return;
        event.preventDefault();
        this.step(step);
      });
    }

    open(list, place) {
      this.list = list;
      this.place = place;
      this.fill();
      if (!this.dialog.open) this.dialog.showModal();
      this.dialog.scrollTop = 0;
    }

    step(by) {
      const place = this.place + by;
      if (place < 0 || place >= this.list.shown.length) return;
      const focused = document.activeElement?.dataset?.step;
      this.open(this.list, place);
      if (focused) this.dialog.querySelector(`[data-step="${focused}"]`)?.focus();
    }

    fill() {
      const row = this.list.shown[this.place];
      const lines = this.list.lines;
      const [code, symbol, word] = this.list.kinds[lines.number("kind", row)];
      const title = make("h2", { id: "explanation-title" }, make("span", { class: `kind ${code}`, text: `${symbol} ${word}` }), ` ${lines.text("home", row)}`);
      const facts = make("dl", { class: "facts" });
      for (const [name, value, shape] of this.facts(row, code)) {
        if (!value) continue;
        const cell = make("dd");
        cell.append(shape ? make(shape, { text: value }) : value);
        facts.append(make("div", {}, make("dt", { text: name }), cell));
      }
      this.dialog.replaceChildren(this.buttons(), title, facts);
    }

    buttons() {
      const total = this.list.shown.length;
      const button = (text, name, act) => {
        const made = make("button", { type: "button", class: "quiet", text, "data-step": name });
        made.addEventListener("click", act);
        return made;
      };
      return make(
        "div",
        { class: "bar-line" },
        button("← Previous", "back", () => this.step(-1)),
        button("Next →", "on", () => this.step(1)),
        make("span", { class: "quiet-text", text: `${figures.format(this.place + 1)} of ${figures.format(total)}` }),
        button("Close", "close", () => this.dialog.close()),
      );
    }

    /** Name, value and shape of everything that is known of a line, in the order people ask. */
    facts(row, code) {
      const { lines, report } = this.list;
      const text = (name) => lines.text(name, row);
      const at = lines.number("when", row);
      const needs = text("needs").split(", ").filter(Boolean);
      const address = needs.length ? `${text("home")}/${needs[0]}` : text("home");
      const cost = this.list.cost(row);
      return [
        ["Why", text("why")],
        ["Reason", text("reason")],
        ["To do", text("remedy")],
        ["Text for an e-mail", text("letter"), "pre"],
        ["Rule", text("rules"), "pre"],
        ["Needs", text("needs")],
        ["What waits", text("wanted")],
        ["Request", this.request(row)],
        ["Waits for", text("waits_for")],
        [code === "deferred" ? "Until" : "Since", moment(at)],
        ["Clears when", text("clears")],
        ["Cost", cost && cost !== "not known" ? `${cost} ${report.currency}`.trim() : cost],
        ["Order", [text("order"), text("order_state")].filter(Boolean).join(": ")],
        ["Cause", text("cause")],
        ["Billing entity", text("entity")],
        ["Home", [[text("city"), text("state")].filter(Boolean).join(", "), text("market"), text("status")].filter(Boolean).join(" · ")],
        ["How far the home comes", text("stage") && this.list.stageWords(text("stage"))],
        ["To learn more", code === "finding" && text("home") === "the files" ? "" : `listwright explain ${address}`, "code"],
      ];
    }

    request(row) {
      const { lines } = this.list;
      const n = lines.number("requests", row);
      if (!n) return lines.text("buys", row);
      const vendor = lines.text("vendor", row);
      return `${lines.text("buys", row)} at ${vendor}, ${counted(n, "request")}`;
    }
  }

  /* ---- CSV ------------------------------------------------------------------------------------ */

  /** The columns of `--report csv` that the page knows, under the same names. */
  const CSV_COLUMNS = {
    kind: (list, row) => (CHANGES.has(list.code(row)) ? "change" : list.code(row)),
    action: (list, row) => (CHANGES.has(list.code(row)) ? list.code(row) : list.lines.text("wanted", row).toLowerCase()),
    reason: "reason",
    property: "home",
    market: "market",
    status: "status",
    city: "city",
    state: "state",
    needs: "needs",
    buys: "buys",
    billing_entity: "entity",
    cost: (list, row) => (list.lines.number("cost", row) < 0 ? "" : (list.lines.number("cost", row) / 100).toFixed(2)),
    currency: (list, row) => (list.lines.number("cost", row) < 0 ? "" : list.report.currency),
    cause: "cause",
    vendor: "vendor",
    order_id: "order",
    order_status: "order_state",
    since: (list, row) => (list.code(row) === "deferred" ? "" : instant(list.lines.number("when", row))),
    until: (list, row) => (list.code(row) === "deferred" ? instant(list.lines.number("when", row)) : ""),
    clears_when: "clears",
    waits_for: "waits_for",
    why: "why",
    remedy: "remedy",
    rules: "rules",
  };
  const CHANGES = new Set(["create", "cancel", "replace", "import", "forget", "keep"]);

  const instant = (minutes) => (minutes ? `${new Date(minutes * 60000).toISOString().slice(0, 19)}Z` : "");

  /** A cell that no spreadsheet takes for a formula, however a user or a vendor worded it. */
  function safeCell(text) {
    const safe = /^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function csvOf(list) {
    const cells = Object.values(CSV_COLUMNS);
    const out = [Object.keys(CSV_COLUMNS).join(",")];
    for (const row of list.shown) {
      const texts = cells.map((cell) => (typeof cell === "string" ? list.lines.text(cell, row) : cell(list, row)));
      out.push(texts.map(safeCell).join(","));
    }
    // The mark at the start tells spreadsheets that this is UTF-8.
    return `\ufeff${out.join("\r\n")}\r\n`;
  }

  function saveCsv(list) {
    const address = URL.createObjectURL(new Blob([csvOf(list)], { type: "text/csv;charset=utf-8" }));
    const name = list.report.project.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 60);
    make("a", { href: address, download: `listwright-${name}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  /* ---- Orders --------------------------------------------------------------------------------- */

  const ORDER_SEARCHED = ["order", "home", "needs", "buys", "status", "visit", "attention", "vendor"];

  class Orders {
    constructor(report) {
      this.lines = new Columns(report.orders);
      this.order = sorted(this.lines, null, false);
      this.search = byId("order-search");
      this.table = new LongTable({
        box: byId("order-list"),
        table: byId("order-table"),
        draw: (row) => this.draw(row),
        open: (place) => this.tell(this.shown[place]),
        sort: (name, descending) => {
          // A young order was created late: ages run against the dates that they are sorted by.
          this.order = sorted(this.lines, name, name === "created" ? !descending : descending);
          this.apply();
        },
      });
      this.search.addEventListener("input", () => this.apply());
      shownListeners.push((id) => id === "orders" && this.table.paint());
      this.apply();
    }

    apply() {
      this.shown = passing(this.order, searchTests(this.lines, ORDER_SEARCHED, this.search.value));
      this.table.show(this.shown);
      byId("order-count").textContent = `${figures.format(this.shown.length)} of ${counted(this.lines.n, "open order")}`;
    }

    cells(row) {
      const text = (name) => this.lines.text(name, row);
      const status = [text("status"), text("managed")].filter(Boolean).join(", ");
      return make(
        "tr",
        {},
        make("td", { class: "c-order" }, make("button", { type: "button", text: text("order") }), make("span", { class: "narrow", text: `${text("home")} · ${text("age")}` })),
        make("td", { class: "c-home", text: text("home") }),
        make("td", { class: "c-what", text: text("buys") }),
        make("td", { class: "c-status", text: status }),
        make("td", { class: "c-age", text: text("age") }),
        make("td", { class: "c-visit", text: text("visit") }),
        make("td", { class: "c-attention", text: text("attention") }),
      );
    }

    /** The order whose strip is drawn is marked, in words for those who do not see it. */
    draw(row) {
      const line = this.cells(row);
      if (row === this.told) line.querySelector("button").setAttribute("aria-current", "true");
      return line;
    }

    /** Draw the strip again for another order: the same five stops with other words. */
    tell(row) {
      this.told = row;
      this.table.paint();
      const text = (name) => this.lines.text(name, row);
      byId("life-of").replaceChildren("Order ", make("b", { text: text("order") }), `, ${text("home")}, ${text("status")}.`);
      const told = [];
      for (const stop of document.querySelectorAll(".life .stop")) {
        const [state, symbol, words] = this.stop(row, Number(stop.dataset.place));
        stop.setAttribute("class", `stop ${state}`);
        stop.querySelector(".mark").textContent = symbol;
        stop.querySelector(".words").textContent = words;
        told.push(`${stop.querySelector(".name").textContent}: ${words}.`);
      }
      byId("life-told").textContent = told.join(" ");
    }

    stop(row, place) {
      const reached = this.lines.number("reached", row);
      const day = this.lines.number(`day${place}`, row);
      if (!this.lines.number("visited", row) && place > 0 && place < 4) return ["later", "–", "not needed"];
      if (place < reached) return ["done", "✓", day ? shortDay(day) : "done"];
      if (place === reached) return ["next", "→", day ? shortDay(day) : "next"];
      return ["later", "", day ? shortDay(day) : "later"];
    }
  }

  /* ---- reading the lines, and starting ---------------------------------------------------------- */

  async function readReport() {
    const held = JSON.parse(byId("lines").textContent);
    if (!held.gzip) return held;
    if (!("DecompressionStream" in window)) {
      throw new Error("This browser cannot unpack the full list (it has no DecompressionStream). The first lines are shown; a newer browser shows all.");
    }
    const bytes = Uint8Array.from(atob(held.gzip), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  /** Links from the pictures and groups to lists; without the lines they only change the tab. */
  function startLinks(ready) {
    for (const link of document.querySelectorAll("a.filter")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const id = link.getAttribute("href").slice(1);
        showPanel(id);
        if (id === "properties") ready.properties?.filter(link.dataset);
        tabs.find((one) => one.getAttribute("href") === `#${id}`).focus();
        scrollTo({ top: byId("tabs").getBoundingClientRect().top + scrollY });
      });
    }
  }

  function startKeys() {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (explanation.dialog.open || event.target.closest("input, select, textarea")) return;
      event.preventDefault();
      showPanel("properties");
      byId("search").focus();
    });
  }

  root.dataset.script = "on";
  const explanation = new Explanation();
  startTabs();
  startTheme();
  startKeys();
  const ready = { properties: null };
  startLinks(ready);
  readReport().then(
    (report) => {
      ready.properties = new Properties(report);
      if (report.orders.n) new Orders(report);
      root.dataset.ready = "yes";
    },
    (failure) => {
      byId("trouble").textContent = failure.message;
      byId("trouble").hidden = false;
      root.dataset.ready = "partly";
    },
  );
})();
