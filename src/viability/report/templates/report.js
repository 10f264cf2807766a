/* The page's own arithmetic: scores of a coalition, weighed. It knows the weighted mean and nothing else.
   Every number is held equal to the program's by a test. */
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("live-data").textContent);
  const byId = (id) => document.getElementById(id);

  /* --- what travels in the page ------------------------------------------------------------------------------- */

  function bytes(text) {
    const raw = atob(text), found = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) found[i] = raw.charCodeAt(i);
    return found.buffer;
  }

  function floats(text) {
    const view = new DataView(bytes(text)), found = new Float64Array(view.byteLength / 8);
    for (let i = 0; i < found.length; i++) found[i] = view.getFloat64(8 * i, true);
    return found;
  }

  function whole(text) {
    const view = new DataView(bytes(text)), found = new Uint16Array(view.byteLength / 2);
    for (let i = 0; i < found.length; i++) found[i] = view.getUint16(2 * i, true);
    return found;
  }

  function column(packed) {
    const numbers = floats(packed.floats);
    if (!packed.which) return numbers;
    const which = whole(packed.which), found = new Float64Array(which.length);
    for (let i = 0; i < which.length; i++) found[i] = numbers[which[i]];
    return found;
  }

  const questions = data.questions.map((q) => Object.assign({}, q, {
    scores: q.scores.map(column),
    coverage: q.coverage.map(column),
    blocks: Object.keys(q.blocks).map((k) => ({ k: Number(k), of: column(q.blocks[k]) })),
    members: q.members.map((m) => m && { kinds: floats(m.kinds), which: whole(m.which) }),
  }));
  const compensation = data.compensation === "-inf" ? -Infinity : data.compensation;

  /* which row holds a coalition, by the bits of its members; rows run through all sets of two or more */
  const n = data.states.length;
  const rowOf = new Map();
  if (data.switched) {
    for (let bits = 0, row = 0; bits < 1 << n; bits++) {
      let size = 0;
      for (let i = 0; i < n; i++) size += (bits >> i) & 1;
      if (size > 1) rowOf.set(bits, row++);
    }
  }

  /* --- the weighted mean ---------------------------------------------------------------------------------------- */

  function mean(scores, weights, c) {
    let total = 0;
    for (let i = 0; i < scores.length; i++) if (!Number.isNaN(scores[i])) total += weights[i];
    if (!(total > 0)) return NaN;
    let sum = 0, least = Infinity;
    for (let i = 0; i < scores.length; i++) {
      const share = Number.isNaN(scores[i]) ? 0 : weights[i] / total;
      if (!(share > 0)) continue;
      least = Math.min(least, scores[i]);
      if (c === 1) sum += share * scores[i];
      else if (Math.abs(c) < 1e-9) sum += share * Math.log(scores[i]);
      else sum += share * Math.pow(scores[i], c);
    }
    if (c === 1) return Math.min(sum, 1);
    if (c === -Infinity || least === 0 && c <= 0) return least;
    return Math.min(Math.abs(c) < 1e-9 ? Math.exp(sum) : Math.pow(sum, 1 / c), 1);
  }

  function levels(q, weights) {
    const pillars = q.pillars.map((p) => weights[p.id]);
    const criteria = q.criteria.map((c) => weights[q.pillars[c.pillar].id + "." + c.id]);
    const inside = q.pillars.map((_, p) => q.criteria.reduce((s, c, k) => s + (c.pillar === p ? criteria[k] : 0), 0));
    const all = pillars.reduce((a, b) => a + b, 0);
    if (!(all > 0)) return { problem: "No pillar of “" + q.title + "” has a weight above zero." };
    for (let p = 0; p < pillars.length; p++) {
      if (pillars[p] > 0 && !(inside[p] > 0)) {
        return { problem: "“" + q.pillars[p].title + "” has weight, but none of its criteria has." };
      }
    }
    return {
      pillars: pillars.map((w) => w / all),
      criteria: criteria.map((w, k) => (inside[q.criteria[k].pillar] > 0 ? w / inside[q.criteria[k].pillar] : 0)),
    };
  }

  function answer(q, row, weights) {
    const level = levels(q, weights);
    if (level.problem) return level;
    const scores = q.scores.map((s) => s[row]);
    const weigh = (only) => {
      const heights = q.pillars.map((_, p) => {
        const mine = [], held = [];
        q.criteria.forEach((c, k) => {
          if (c.pillar === p && (!only || c.dyadic)) { mine.push(scores[k]); held.push(level.criteria[k]); }
        });
        return mine.length ? mean(mine, held, compensation) : NaN;
      });
      return [heights, 100 * mean(heights, level.pillars, compensation)];
    };
    const [pillars, index] = weigh(false), cohesion = weigh(true)[1];
    const share = q.criteria.map((c, k) => level.criteria[k] * level.pillars[c.pillar]);
    /* points: shares among what is known */
    const known = q.pillars.map((_, p) => q.criteria.reduce(
      (s, c, k) => s + (c.pillar === p && !Number.isNaN(scores[k]) ? level.criteria[k] : 0), 0));
    const outer = level.pillars.reduce((s, w, p) => s + (known[p] > 0 ? w : 0), 0);
    const points = q.criteria.map((c, k) => {
      const held = Number.isNaN(scores[k]) || !(known[c.pillar] > 0) || !(outer > 0) ? 0
        : level.criteria[k] / known[c.pillar] * level.pillars[c.pillar] / outer;
      return { k, share: held, score: scores[k], gained: held ? 100 * held * scores[k] : 0,
        lost: held ? 100 * held * (1 - scores[k]) : 0 };
    });
    let coverage = 0;
    q.coverage.forEach((column, k) => { coverage += share[k] * column[row]; });
    const few = data.states.filter((_, i) => inside(i) && knownOf(q, i, row, share) < data.least_of_member - data.even_score);
    const blocking = q.blocks.filter((b) => b.of[row] > 0).map((b) => b.k);
    let band = q.bands.slice(0, -1).filter((b) => !(index >= b.from - data.even)).length;
    if (blocking.length) band = Math.max(band, q.blocked);
    const thin = data.least > 0 && (coverage < data.least - data.even_score || few.length > 0);
    const verdict = Number.isNaN(index) ? "unknown" : thin ? "no verdict" : q.bands[band].verdict;
    return { index, cohesion, pillars, points, coverage, blocking, few, verdict,
      weights: level.pillars, lost: q.pillars.map((_, p) => points.reduce(
        (s, one) => s + (q.criteria[one.k].pillar === p ? one.lost : 0), 0)) };
  }

  function knownOf(q, i, row, share) {
    const held = q.members[i];
    if (!held) return 1;
    const start = held.which[row] * q.criteria.length;
    let known = 0, weight = 0;
    for (let k = 0; k < q.criteria.length; k++) {
      const part = held.kinds[start + k];
      if (!Number.isNaN(part)) { known += share[k] * part; weight += share[k]; }
    }
    return weight > 0 ? known / weight : 1;
  }

  /* --- what is asked for now, kept in the address ---------------------------------------------------------------- */

  const computed = { members: data.states.map((s) => s.member), weights: {} };
  questions.forEach((q) => {
    q.pillars.forEach((p) => { computed.weights[p.id] = p.weight; });
    q.criteria.forEach((c) => { computed.weights[q.pillars[c.pillar].id + "." + c.id] = c.weight; });
  });
  const now = { members: computed.members.slice(), weights: Object.assign({}, computed.weights) };
  const inside = (i) => now.members[i];

  function moved() {
    return {
      members: now.members.some((on, i) => on !== computed.members[i]),
      weights: Object.keys(now.weights).some((name) => now.weights[name] !== computed.weights[name]),
    };
  }

  function keep() {
    const parts = [], what = moved();
    if (what.members) parts.push("members=" + data.states.filter((_, i) => inside(i)).map((s) => s.id).join(","));
    const names = Object.keys(now.weights).filter((name) => now.weights[name] !== computed.weights[name]);
    if (names.length) parts.push("weights=" + names.map((name) => name + ":" + now.weights[name]).join(","));
    history.replaceState(null, "", parts.length ? "#" + parts.join("&") : location.pathname + location.search);
  }

  function recall() {
    now.members = computed.members.slice();
    now.weights = Object.assign({}, computed.weights);
    location.hash.slice(1).split("&").forEach((part) => {
      const at = part.indexOf("="), name = part.slice(0, at), list = decodeURIComponent(part.slice(at + 1)).split(",");
      if (name === "members" && data.switched) {
        const on = data.states.map((s) => list.includes(s.id));
        if (on.filter(Boolean).length > 1) now.members = on;
      }
      if (name === "weights") {
        list.forEach((one) => {
          const [weight, value] = one.split(":"), number = Number(value);
          if (Object.hasOwn(computed.weights, weight) && value && number >= 0 && number <= 1e6) now.weights[weight] = number;
        });
      }
    });
  }

  function command() {
    const what = moved(), words = data.command.words.slice();
    if (what.members || data.command.members) {
      words.push("--members", data.states.filter((_, i) => inside(i)).map((s) => s.id).join(","));
    }
    if (!what.weights) return words.concat(data.command.weights).join(" ");
    Object.keys(now.weights).forEach((name) => {
      if (now.weights[name] !== data.command.plain[name]) words.push("--weight", name + "=" + now.weights[name]);
    });
    return words.join(" ");
  }

  /* --- showing it --------------------------------------------------------------------------------------------------- */

  const SVG = "http://www.w3.org/2000/svg";
  function draw(name, given, text) {
    const made = document.createElementNS(SVG, name);
    Object.keys(given).forEach((key) => made.setAttribute(key, given[key]));
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function make(name, given, ...inner) {
    const made = document.createElement(name);
    Object.keys(given || {}).forEach((key) => made.setAttribute(key, given[key]));
    inner.forEach((one) => made.append(one));
    return made;
  }
  /* a number halfway between two is written as the even one, as the program writes it */
  function shown(x, digits) {
    if (Number.isNaN(x)) return "–";
    const d = digits === undefined ? 1 : digits, told = x.toFixed(d), exact = Math.abs(x).toFixed(d + 20);
    const rest = exact.slice(exact.length - 20);
    if (!/^50*$/.test(rest)) return told;
    const low = Number(exact.slice(0, exact.length - 20)), unit = Math.pow(10, -d);
    const even = Math.round(low / unit) % 2 === 0 ? low : low + unit;
    return (x < 0 ? -even : even).toFixed(d);
  }
  /* what is below the floor of a band is never rounded up onto it */
  function indexed(q, x) {
    const told = shown(x);
    return q.bands.some((b) => x < b.from - data.even && Number(told) >= b.from) ? (Math.floor(x * 10) / 10).toFixed(1) : told;
  }
  const percent = (x) => (Math.round(1000 * Math.min(x, x < 1 - 1e-9 ? 0.999 : 1)) / 10) + " %";

  const shares = {};
  questions.forEach((q, i) => { shares[q.id] = [...document.querySelectorAll(".share-of[data-question='" + i + "']")]; });

  function showQuestion(q, found) {
    const words = found.problem ? found.problem : found.verdict;
    byId("index-" + q.id).textContent = found.problem ? "–" : indexed(q, found.index);
    byId("verdict-" + q.id).textContent = words;
    const marker = byId("marker-" + q.id), known = !found.problem && !Number.isNaN(found.index);
    marker.hidden = !known;
    if (known) marker.style.left = found.index.toFixed(3) + "%";
    const notes = byId("notes-" + q.id);
    notes.replaceChildren();
    if (found.problem) return;
    found.blocking.forEach((k) => notes.append(make("p", { class: "grave" },
      "Blocked by " + q.criteria[k].title + ": the verdict is at most “" + q.bands[q.blocked].verdict + "”.")));
    if (found.coverage < data.least - data.even_score) {
      notes.append(make("p", { class: "grave" }, "Only " + percent(found.coverage) + " is known, and a verdict takes " + percent(data.least) + "."));
    }
    if (found.few.length) {
      notes.append(make("p", { class: "grave" }, "Less than a third is known of " + found.few.map((s) => s.name).join(", ") + "."));
    }
    notes.append(make("p", {}, "Known: " + percent(found.coverage) + ". Cohesion: " + shown(found.cohesion) + "."));
    showPillars(q, found);
    showPoints(q, found);
    ["lost", "gained"].forEach((what) => {
      const list = byId(what + "-" + q.id);
      const rows = found.points.filter((one) => one[what] > 0).sort((a, b) => b[what] - a[what]).slice(0, 5);
      list.replaceChildren(...rows.map((one) => make("li", { "data-criterion": q.criteria[one.k].id },
        make("a", { href: "#criterion-" + q.criteria[one.k].id }, what === "lost" ? q.criteria[one.k].low : q.criteria[one.k].high),
        make("span", { class: "points" }, (what === "lost" ? "−" : "+") + shown(one[what])))));
    });
  }

  function showPillars(q, found) {
    byId("pillars-" + q.id).replaceChildren(...q.pillars.map((p, i) => make("tr", {},
      make("th", { scope: "row" }, p.title),
      make("td", {}, percent(found.weights[i])),
      make("td", {}, shown(100 * found.pillars[i])),
      make("td", {}, shown(found.lost[i])))));
  }

  /* names beside the bars where there is room, and above them where there is none; drawn once for a width */
  const charts = {};
  function chartOf(q) {
    const chart = byId("points-" + q.id), width = Math.max(300, Math.min(chart.parentElement.clientWidth, 760));
    if (charts[q.id] && charts[q.id].width === width) return charts[q.id];
    const wide = width >= 560, names = wide ? 235 : 0, half = (width - names) / 2, middle = names + half;
    const parts = [], rows = [], heads = [];
    const put = (name, given, text) => { const made = draw(name, given, text); parts.push(made); return made; };
    let y = 0;
    q.pillars.forEach((p, i) => {
      y += 26;
      heads.push(put("text", { x: 0, y: y, class: "head" }, ""));
      y += 6;
      q.criteria.forEach((c, k) => {
        if (c.pillar !== i) return;
        let score, name;
        if (wide) {
          put("text", { x: names - 40, y: y + 15, "text-anchor": "end" }, c.title);
          score = put("text", { x: names - 8, y: y + 15, "text-anchor": "end", class: "soft" }, "");
        } else {
          name = put("text", { x: 0, y: y + 14 }, c.title);
          y += 17;
          put("line", { x1: middle, x2: middle, y1: y, y2: y + 21, class: "axis" });
        }
        rows[k] = { score, name,
          lost: put("rect", { y: y + 3, height: 15, class: "lost" }), gained: put("rect", { x: middle, y: y + 3, height: 15, class: "gained" }),
          toldLost: put("text", { y: y + 15, "text-anchor": "end", class: "soft" }, ""), toldGained: put("text", { y: y + 15, class: "soft" }, "") };
        y += wide ? 22 : 27;
      });
    });
    if (wide) put("line", { x1: middle, x2: middle, y1: 32, y2: y + 2, class: "axis" });
    chart.setAttribute("viewBox", "0 0 " + width + " " + (y + 8));
    chart.setAttribute("width", width);
    chart.replaceChildren(...parts);
    charts[q.id] = { width, middle, room: half - 40, rows, heads };
    return charts[q.id];
  }

  function set(made, given, text) {
    Object.keys(given).forEach((key) => { const value = String(given[key]); if (made.getAttribute(key) !== value) made.setAttribute(key, value); });
    if (text !== undefined && made.textContent !== text) made.textContent = text;
  }

  function showPoints(q, found) {
    const chart = chartOf(q), middle = chart.middle;
    const most = Math.max(1e-9, ...found.points.map((one) => Math.max(one.lost, one.gained)));
    q.pillars.forEach((p, i) => set(chart.heads[i], {}, p.title + " (" + percent(found.weights[i]) + ")"));
    found.points.forEach((one) => {
      const row = chart.rows[one.k], known = one.share > 0;
      const left = Math.round(chart.room * one.lost / most * 10) / 10, right = Math.round(chart.room * one.gained / most * 10) / 10;
      const score = Number.isNaN(one.score) ? "?" : shown(100 * one.score, 0);
      if (row.score) set(row.score, {}, score);
      else set(row.name, {}, q.criteria[one.k].title + ", score " + score);
      set(row.lost, { x: middle - left, width: left });
      set(row.gained, { width: right });
      set(row.toldLost, { x: middle - left - 5 }, known ? shown(one.lost) : "");
      set(row.toldGained, { x: middle + (known ? right + 5 : 8) }, known ? shown(one.gained) : Number.isNaN(one.score) ? "unknown" : "without weight");
    });
    byId("told-points-" + q.id).textContent = "Points lost and gained by each criterion: " + found.points.filter((one) => one.share > 0)
      .map((one) => q.criteria[one.k].title + " loses " + shown(one.lost) + " and gains " + shown(one.gained)).join("; ") + ".";
  }

  let found = {};
  /* one question alone where its weights were moved; all where members were */
  function show(only) {
    const start = performance.now(), what = moved(), changed = what.members || what.weights;
    let bits = 0;
    now.members.forEach((on, i) => { if (on) bits |= 1 << i; });
    const row = data.switched ? rowOf.get(bits) : data.own;
    const asked = only === undefined ? questions : [questions[only]];
    asked.forEach((q) => { found[q.id] = answer(q, row, now.weights); });
    asked.forEach((q) => showQuestion(q, found[q.id]));
    questions.forEach((q) => byId("card-" + q.id).classList.toggle("stale", changed));
    byId("summary").textContent = questions.map((q) => q.title + " " + (found[q.id].problem ? "–" : indexed(q, found[q.id].index) + ", " + found[q.id].verdict)).join("; ");
    byId("command").textContent = command();
    byId("reset").disabled = !changed;
    asked.forEach((q) => {
      const level = levels(q, now.weights);
      shares[q.id].forEach((cell) => {
        const p = Number(cell.dataset.pillar), k = cell.dataset.criterion;
        set(cell, {}, level.problem ? "–" : percent(k === undefined ? level.pillars[p] : level.criteria[Number(k)]));
      });
    });
    /* for whoever tests the page, or goes on with its numbers */
    window.viability = { answers: found, command: command(), members: data.states.filter((_, i) => inside(i)).map((s) => s.id),
      weights: Object.assign({}, now.weights), milliseconds: performance.now() - start };
  }

  function controls() {
    document.querySelectorAll("input[data-weight]").forEach((input) => {
      const value = now.weights[input.dataset.weight];
      input.max = Math.max(Number(input.max), value);
      input.value = value;
      byId("value-" + input.id).textContent = String(Math.round(1000 * value) / 1000);
    });
    document.querySelectorAll("input[data-state]").forEach((input) => { input.checked = now.members[Number(input.dataset.state)]; });
  }

  document.querySelectorAll("input[data-weight]").forEach((input) => input.addEventListener("input", () => {
    now.weights[input.dataset.weight] = Number(input.value);
    byId("value-" + input.id).textContent = input.value;
    show(Number(input.dataset.question));
  }));
  document.querySelectorAll("input[data-weight]").forEach((input) => input.addEventListener("change", keep));
  document.querySelectorAll("input[data-state]").forEach((input) => input.addEventListener("change", () => {
    const i = Number(input.dataset.state);
    now.members[i] = input.checked;
    const enough = now.members.filter(Boolean).length > 1;
    byId("too-few").hidden = enough;
    if (!enough) { now.members[i] = true; input.checked = true; return; }
    show();
    keep();
  }));
  byId("reset").addEventListener("click", () => {
    now.members = computed.members.slice();
    now.weights = Object.assign({}, computed.weights);
    byId("too-few").hidden = true;
    controls(); show(); keep();
    byId("summary").focus();
  });
  byId("copy").addEventListener("click", async () => {
    let done = true;
    try { await navigator.clipboard.writeText(command()); } catch (error) {
      const range = document.createRange();
      range.selectNodeContents(byId("command"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      done = document.execCommand("copy");
    }
    byId("copied").textContent = done ? "Copied." : "Select the line and copy it.";
  });
  /* places within the page keep the address, which holds what is asked for, and open what is folded above them */
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']");
    if (!link) return;
    const target = byId(decodeURIComponent(link.getAttribute("href").slice(1)));
    if (!target) return;
    event.preventDefault();
    for (let box = target; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "start" });
  });
  window.addEventListener("hashchange", () => { recall(); controls(); show(); });
  let waiting = 0;
  window.addEventListener("resize", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(() => show()); });
  /* a page that is printed is printed whole */
  const folded = [];
  window.addEventListener("beforeprint", () => document.querySelectorAll("details:not([open])").forEach((box) => { box.open = true; folded.push(box); }));
  window.addEventListener("afterprint", () => folded.splice(0).forEach((box) => { box.open = false; }));

  document.documentElement.classList.add("live");
  recall(); controls(); show();
}());
