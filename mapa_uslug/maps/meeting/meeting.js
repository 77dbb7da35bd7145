"use strict";
(() => {
  const data = JSON.parse(document.getElementById("spotkanie-dane").textContent);
  const { words } = data;
  const STATES = ["served", "full", "too_far", "cannot_tell"];
  const LETTERS = "sftc";
  const SVG = "http://www.w3.org/2000/svg";
  const byId = (id) => document.getElementById(id);
  const [serviceField, modeField, picture, figures] = ["service", "mode", "picture", "figures"].map(byId);

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function draw(name, attributes = {}, ...children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  /** Numbers as the reader's language writes them; Polish leaves four digits together. */
  function number(value) {
    const digits = String(Math.abs(value));
    const grouped = data.language === "pl"
      ? (digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, "\u00a0") : digits)
      : digits.replace(/\B(?=(\d{3})+$)/g, ",");
    return value < 0 ? `\u2212${grouped}` : grouped;
  }

  /** A share that is not zero is never written as 0 %, nor one that is not whole as 100 %. */
  function share(part, whole) {
    const value = whole ? part / whole : 0;
    const space = data.language === "pl" ? "\u00a0" : "";
    if (value > 0 && value < 0.005) return `<\u00a01${space}%`;
    if (value >= 0.995 && value < 1) return `>\u00a099${space}%`;
    return `${Math.round(value * 100)}${space}%`;
  }

  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, key) => values[key]);

  /** One outline for each state: neighbours of a row that share it are one oblong. */
  function outlines(runs) {
    const paths = STATES.map(() => []);
    const [ax, ay, bx, by, cx, cy] = data.matrix;
    let cell = 0;
    for (const [, letter, length] of runs.matchAll(/([sftc])(\d+)/g)) {
      for (const end = cell + Number(length); cell < end;) {
        const [col, row] = data.cells.slice(2 * cell, 2 * cell + 2);
        let wide = 1;
        while (cell + wide < end && data.cells[2 * (cell + wide)] === col + wide && data.cells[2 * (cell + wide) + 1] === row) wide += 1;
        const [x, y] = [cx + ax * col + bx * row, cy + ay * col + by * row];
        const moves = [[ax * wide, ay * wide], [bx, by], [-ax * wide, -ay * wide]].map((move) => move.map((v) => v.toFixed(1)).join(" "));
        paths[LETTERS.indexOf(letter)].push(`M${x.toFixed(1)} ${y.toFixed(1)}l${moves.join(" ")}z`);
        cell += wide;
      }
    }
    return paths.map((parts) => parts.join(""));
  }

  function symbols(question) {
    const here = data.places.filter((place) => place.service === question.service).sort((a, b) => a.partner - b.partner);
    return here.map((place) => {
      const kind = ["place", place.partner ? "" : "other", place.rough ? "rough" : ""].filter(Boolean).join(" ");
      const mark = draw("circle", { r: place.partner ? 24 : 18, class: kind });
      const letters = place.partner ? [draw("text", { class: `letters ${kind}`, y: 9 })] : [];
      if (place.partner) letters[0].textContent = question.symbol;
      const title = draw("title");
      title.textContent = place.label;
      return draw("g", { transform: `translate(${place.x} ${place.y})` }, title, mark, ...letters);
    });
  }

  function paint(svg, question, regime) {
    const paths = outlines(question.states[regime] ?? "");
    svg.replaceChildren(
      draw("use", { href: "#ground-below" }),
      ...STATES.map((state, i) => draw("path", { class: `cells ${state}`, d: paths[i] })),
      draw("use", { href: "#ground-above", class: "above" }),
      ...symbols(question),
    );
    svg.setAttribute("aria-label", fill(words.picture, { regime: name(regime) }));
  }

  const name = (regime) => data.regimes.find((r) => r.key === regime).name;
  const sums = (rows) => STATES.map((_, i) => rows.reduce((sum, row) => sum + row[i], 0));
  const whole = (row) => row.reduce((a, b) => a + b, 0);
  const change = (value) => (value > 0 ? `+${number(value)}` : number(value));

  function table(caption, heads, rows, style) {
    return make("table", { class: style },
      make("caption", {}, caption),
      make("thead", {}, make("tr", {}, ...heads.map((head, i) => make("th", { scope: "col", class: i ? "people" : "" }, head)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((value, i) => (i
        ? make("td", { class: "people" }, value)
        : make("th", { scope: "row" }, value)))))));
  }

  function swatch(state) {
    return draw("svg", { width: 22, height: 12, "aria-hidden": "true", focusable: "false", class: "key" }, draw("rect", { width: 22, height: 12, class: state }));
  }

  function stateRows(rows) {
    const total = sums(rows);
    return STATES.map((state, i) => {
      const label = make("span", {}, swatch(state), ` ${data.states[i]}`);
      return [label, number(total[i]), share(total[i], whole(total))];
    });
  }

  function gminaRows(question, regime) {
    const [now, own] = [question.people[regime] ?? [], question.people.own ?? []];
    const rows = now.map((row, i) => [data.gminas[i], row, own[i]]);
    if (rows.length > 1) rows.push([words.total, sums(now), own.length ? sums(own) : null]);
    return rows.map(([label, row, before]) => [label, `${number(row[0])} (${share(row[0], whole(row))})`, before ? change(row[0] - before[0]) : "–"]);
  }

  function tell(question, regime) {
    const summary = fill(words.summary, { service: question.name, mode: question.modeName, regime: name(regime) });
    figures.replaceChildren(
      make("p", { class: "summary" }, summary),
      make("p", { class: "note" }, question.note),
      table(words.caption, [words.state, words.people, words.share], stateRows(question.people[regime] ?? []), "states"),
      table(words.by_gmina, [words.gmina, words.served, words.change], gminaRows(question, regime), "gminas-table"),
    );
  }

  /** For paper: every regime, with its figures. */
  function setSideBySide(question) {
    const size = byId("side-by-side").dataset.size;
    byId("asked").textContent = `${question.name}, ${question.modeName}. ${question.note}`;
    byId("small-maps").replaceChildren(...data.regimes.filter((r) => question.states[r.key]).map(({ key, name: label }) => {
      const svg = draw("svg", { viewBox: size, role: "img" });
      paint(svg, question, key);
      return make("figure", {}, make("figcaption", {}, label), svg, table(words.caption, [words.state, words.people, words.share], stateRows(question.people[key] ?? []), "states"));
    }));
  }

  const regimeNow = () => document.querySelector("input[name=regime]:checked").value;
  const questionNow = () => data.questions.find((q) => q.service === serviceField.value && q.mode === modeField.value);

  function setModes() {
    const [kept, found] = [modeField.value, data.questions.filter((q) => q.service === serviceField.value)];
    modeField.replaceChildren(...found.map((q) => make("option", { value: q.mode }, q.modeName)));
    modeField.value = found.some((q) => q.mode === kept) ? kept : found[0].mode;
  }

  function show() {
    const question = questionNow();
    for (const input of document.querySelectorAll("input[name=regime]")) input.disabled = !question.states[input.value];
    const first = document.querySelector("input[name=regime]:not(:disabled)");
    if (document.querySelector("input[name=regime]:checked").disabled) first.checked = true;
    paint(picture, question, regimeNow());
    tell(question, regimeNow());
    setSideBySide(question);
  }

  /** A reader may sort the sets of partners; by themselves they stand in no order of merit. */
  function setSorting() {
    for (const [index, head] of document.querySelectorAll(".sortable thead th").entries()) {
      const button = make("button", { type: "button", class: "sort" }, head.textContent);
      head.replaceChildren(button);
      button.addEventListener("click", () => sortBy(head, index));
    }
  }

  function valueOf(row, index) {
    const written = row.cells[index].textContent;
    return index ? Number(written.replace(/[^\d,.]/g, "").replace(data.language === "pl" ? "," : /,/g, data.language === "pl" ? "." : "") || NaN) : written;
  }

  function sortBy(head, index) {
    const isDown = head.getAttribute("aria-sort") !== "descending" && index > 0;
    const isUp = index === 0 && head.getAttribute("aria-sort") === "ascending";
    const sign = isDown || isUp ? -1 : 1;
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
    const body = head.closest("table").tBodies[0];
    const rows = [...body.rows].map((row) => [valueOf(row, index), row]);
    rows.sort(([a], [b]) => (typeof a === "string"
      ? sign * a.localeCompare(b, data.language)
      : Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || sign * (a - b)));
    body.append(...rows.map(([, row]) => row));
  }

  byId("ask").addEventListener("submit", (event) => event.preventDefault());
  document.querySelector(`input[name=regime][value=${data.start}]`).checked = true;
  serviceField.addEventListener("change", () => { setModes(); show(); });
  for (const field of [modeField, ...document.querySelectorAll("input[name=regime]")]) field.addEventListener("change", show);
  serviceField.value = data.first;
  setModes();
  show();
  setSorting();
  byId("meeting").hidden = false;
  document.documentElement.dataset.ready = "";
})();
