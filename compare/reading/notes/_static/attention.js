// Attention weights of a typed text, by the model whose weights stand in the page.
(() => {
  const erf = x => { // Abramowitz and Stegun, 7.1.26: within 1.5e-7
    const t = 1 / (1 + 0.3275911 * Math.abs(x));
    const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
    return Math.sign(x) * (1 - tail * Math.exp(-x * x));
  };
  const gelu = x => x * (1 + erf(x / Math.SQRT2)) / 2;
  const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  const add = (a, b) => a.map((x, i) => x + b[i]);
  const decode = ({ step, shape, bytes }) => {
    const raw = Uint8Array.from(atob(bytes), c => c.charCodeAt(0));
    const flat = Array.from(new Int16Array(raw.buffer), k => k * step), width = shape.at(-1);
    return shape.length === 1 ? flat : Array.from({ length: shape[0] }, (_, i) => flat.slice(i * width, (i + 1) * width));
  };
  const linear = (rows, weight) => rows.map(row => weight.map(w => dot(w, row)));
  const norm = (rows, weight) => rows.map(row => {
    const mean = row.reduce((a, b) => a + b) / row.length, centred = row.map(x => x - mean);
    const rstd = 1 / Math.sqrt(dot(centred, centred) / row.length + 1e-5);
    return centred.map((x, i) => x * rstd * weight[i]);
  });
  const softmax = scores => {
    const largest = Math.max(...scores), e = scores.map(s => Math.exp(s - largest)), sum = e.reduce((a, b) => a + b);
    return e.map(x => x / sum);
  };
  // the maps of all heads, layer by layer: maps[k][i][j] is how much position i reads from j <= i
  const attention = (model, tokens) => {
    const w = model.decoded ??= Object.fromEntries(Object.entries(model.arrays).map(([name, array]) => [name, decode(array)]));
    let x = tokens.map((token, i) => add(w["lm_head.weight"][token], w["wpe.weight"][i]));
    const maps = [];
    for (let layer = 0; layer < model.layers; layer++) {
      const of = name => w[`h.${layer}.${name}.weight`];
      const size = x[0].length / model.heads, qkv = linear(norm(x, of("ln_1")), of("attn.c_attn"));
      const part = (row, which, head) => row.slice(which * x[0].length + head * size, which * x[0].length + (head + 1) * size);
      const read = x.map(() => []);
      for (let head = 0; head < model.heads; head++) {
        const map = qkv.map((row, i) => softmax(qkv.slice(0, i + 1).map(other => dot(part(row, 0, head), part(other, 1, head)) / Math.sqrt(size))));
        map.forEach((weights, i) => {
          for (let k = 0; k < size; k++) read[i].push(weights.reduce((sum, p, j) => sum + p * part(qkv[j], 2, head)[k], 0));
        });
        maps.push(map);
      }
      x = x.map((row, i) => add(row, linear([read[i]], of("attn.c_proj"))[0]));
      const hidden = linear(norm(x, of("ln_2")), of("c_fc")).map(row => row.map(gelu));
      x = x.map((row, i) => add(row, linear([hidden[i]], of("c_proj"))[0]));
    }
    return maps;
  };
  if (typeof document === "undefined") { module.exports = attention; return; }
  const shown = c => ({ " ": "space", "\n": "line end" })[c] ?? c;
  for (const figure of document.querySelectorAll("figure.typed")) {
    const model = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    const field = figure.querySelector("input[type=text]"), slider = figure.querySelector("input[type=range]");
    const output = figure.querySelector("output"), say = figure.querySelector(".live-say"), cells = figure.querySelector(".typed-cells");
    let text = "", maps = [];
    const draw = () => {
      const head = figure.querySelectorAll("input[type=radio]"), map = maps[[...head].findIndex(h => h.checked)];
      const n = text.length, side = 432 / n, at = +slider.value - 1, size = Math.min(16, side);
      const label = (x, y, c, chosen) => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="middle" style="font-size:${size.toFixed(1)}px" font-weight="${chosen ? 700 : 400}"></text>`;
      cells.innerHTML = map.map((row, i) => row.map((p, j) =>
        `<rect class="typed-cell" x="${(40 + j * side).toFixed(1)}" y="${(24 + i * side).toFixed(1)}" width="${side.toFixed(1)}" height="${side.toFixed(1)}" fill-opacity="${p.toFixed(3)}"/>`).join("")).join("")
        + `<rect class="typed-row" x="40" y="${(24 + at * side).toFixed(1)}" width="${((at + 1) * side).toFixed(1)}" height="${side.toFixed(1)}"/>`
        + [...text].map((c, i) => label(28, 24 + (i + .75) * side, c, i === at) + label(40 + (i + .5) * side, 18, c, false)).join("");
      cells.querySelectorAll("text").forEach((node, k) => { node.textContent = text[k >> 1] === " " ? "·" : text[k >> 1]; });
      const best = map[at].map((p, j) => [p, j]).sort((a, b) => b[0] - a[0]).slice(0, 3);
      output.value = `${at + 1} of ${n}`;
      say.textContent = `“${shown(text[at])}” reads from ${best.map(([p, j]) => `“${shown(text[j])}” at ${j + 1} (${(100 * p).toFixed(0)} %)`).join(", ")}.`;
      slider.setAttribute("aria-valuetext", `${output.value}: ${say.textContent}`);
    };
    const read = () => {
      const known = [...field.value].filter(c => model.characters.includes(c)).slice(0, model.context);
      text = known.length ? known.join("") : model.text;
      maps = attention(model, [...text].map(c => model.characters.indexOf(c)));
      slider.max = text.length;
      slider.value = text.length;
      draw();
    };
    field.addEventListener("input", read);
    figure.addEventListener("input", event => { if (event.target !== field) draw(); });
    read();
  }
})();
