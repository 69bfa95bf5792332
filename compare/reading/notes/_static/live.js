// Interactive figures: the slider and the choice pick a precomputed frame; its paths are copied into the picture.
(() => {
  for (const figure of document.querySelectorAll("figure.live:not(.typed, .windows)")) {
    const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    const slider = figure.querySelector("input[type=range]"), output = figure.querySelector("output");
    const say = figure.querySelector(".live-say"), shapes = figure.querySelectorAll("[data-shape]");
    const draw = () => {
      const chosen = figure.querySelector("input[type=radio]:checked");
      const choice = chosen ? chosen.value : Object.keys(data.frames)[0];
      const frame = { ...data.still[choice], ...data.frames[choice][+slider.value] };
      shapes.forEach(shape => shape.setAttribute("d", frame[shape.dataset.shape]));
      output.value = data.values[+slider.value];
      say.textContent = frame.say;
      slider.setAttribute("aria-valuetext", `${output.value}: ${frame.say}`);
    };
    figure.addEventListener("input", draw);
    draw();
  }
  // a wide formula or table can be scrolled by keyboard too
  const reach = () => document.querySelectorAll("div.math, .x-images, .pst-scrollable-table-container, pre").forEach(box => {
    if (box.scrollWidth <= box.clientWidth) return;
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "scrolls sideways");
  });
  reach();
  addEventListener("resize", reach);
})();
