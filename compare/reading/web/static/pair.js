// Choose the view by width and remember the reader's choice; copy and select one side at a time.
// A page without this script shows both sides (stacked on a phone) and the same choice of views.
(() => {
  const boxes = document.querySelectorAll(".pairbox"), key = "pair-view";
  let saved = null;
  try { saved = localStorage.getItem(key); } catch (e) { /* private window: nothing is remembered */ }
  const set = (box, view) => { const r = box.querySelector(`input[value="${view}"]`); if (r) r.checked = true; };
  const fit = () => boxes.forEach(box => set(box, saved || (box.clientWidth < 760 ? "stack" : "both")));
  fit();
  addEventListener("resize", fit);

  const copy = text => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea"); // no clipboard outside a secure context
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    return Promise.resolve();
  };
  for (const box of boxes) {
    box.addEventListener("change", event => {
      if (event.target.type !== "radio") return;
      saved = event.target.value;
      try { localStorage.setItem(key, saved); } catch (e) { /* as above */ }
      boxes.forEach(other => set(other, saved));
    });
    const heads = box.querySelectorAll(".pair thead th:not(.x-n, .x-s)"), bar = document.createElement("span");
    bar.className = "x-copies";
    [["l", heads[0]], ["r", heads[1]]].forEach(([side, head]) => {
      if (!head) return; // one text for both
      const button = document.createElement("button"), label = heads[1] ? "Copy " + head.textContent.split(",")[0] : "Copy";
      button.type = "button";
      button.textContent = label;
      button.onclick = () => {
        const lines = box.querySelector("table.pair").querySelectorAll(`td.x-${side}:not(.x-none) code`);
        copy([...lines].map(line => line.textContent).join("\n") + "\n").then(() => {
          button.textContent = "Copied";
          setTimeout(() => { button.textContent = label; }, 1500);
        });
      };
      bar.append(button);
    });
    box.querySelector(".pairview").append(bar);
    box.addEventListener("mousedown", event => {
      const cell = event.target.closest("td.x-c");
      if (!cell) return;
      box.classList.toggle("x-picked-l", cell.classList.contains("x-l"));
      box.classList.toggle("x-picked-r", cell.classList.contains("x-r"));
    });
  }
})();
