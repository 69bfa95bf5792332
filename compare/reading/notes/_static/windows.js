// The figure of sliding windows: which cells a window holds is in the page; here they are drawn, and dragged.
(() => {
  for (const figure of document.querySelectorAll("figure.windows")) {
    const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    const slider = name => figure.querySelector(`[data-option=${name}]`);
    const shape = name => figure.querySelector(`[data-shape=${name}]`);
    const svg = figure.querySelector("svg"), say = figure.querySelector(".live-say");
    const options = ["kernel", "stride", "padding", "dilation"], { cell, margin, size, top } = data;
    const squares = (rows, columns, left) => rows.flatMap(r => columns.map(c =>
      `M${left + cell * (c + margin)} ${top + cell * (r + margin)}h${cell}v${cell}h-${cell}z`)).join("");
    const range = (low, high) => Array.from({ length: Math.max(high - low, 0) }, (_, i) => low + i);
    const frame = () => data.frames[options.map(name => slider(name).value).join(" ")];
    const draw = () => {
      const { cells, say: words } = frame(), count = cells.length, padding = +slider("padding").value;
      const which = slider("window");
      which.max = Math.max(count * count - 1, 0);
      which.disabled = !count;
      const row = count ? Math.floor(which.value / count) : 0, column = count ? which.value % count : 0;
      const whole = range(-padding, size + padding), out = range(-margin, count - margin);
      const outside = whole.filter(place => place < 0 || place >= size);
      const border = squares(outside, whole, data.left) + squares(range(0, size), outside, data.left);
      shape("border").setAttribute("d", border);
      shape("window").setAttribute("d", count ? squares(cells[row], cells[column], data.left) : "");
      shape("output").setAttribute("d", squares(out, out, data.right));
      shape("one").setAttribute("d", count ? squares([row - margin], [column - margin], data.right) : "");
      say.textContent = count ? `${words} Window in row ${row}, column ${column}.` : words;
      figure.querySelectorAll("input").forEach(input => {
        input.nextElementSibling.value = input.value;
        input.setAttribute("aria-valuetext", input === which ? `row ${row}, column ${column}` : input.value);
      });
    };
    const nearest = (cells, at) => cells.reduce((best, held, i) => {
      const far = Math.abs((held[0] + held.at(-1)) / 2 - at);
      return far < best[0] ? [far, i] : best;
    }, [Infinity, 0])[1];
    const drag = event => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      const { cells } = frame(), row = nearest(cells, (at.y - top) / cell - margin - 0.5);
      slider("window").value = row * cells.length + nearest(cells, (at.x - data.left) / cell - margin - 0.5);
      draw();
    };
    svg.addEventListener("pointerdown", event => { svg.setPointerCapture(event.pointerId); drag(event); });
    svg.addEventListener("pointermove", event => { if (svg.hasPointerCapture(event.pointerId)) drag(event); });
    figure.addEventListener("input", draw);
    draw();
  }
})();
