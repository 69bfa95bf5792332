// The gallery of bugs: show those of one operation, or those that one usual check lets through.
(() => {
  const bugs = [...document.querySelectorAll("details.x-bug")], form = document.querySelector("form.x-filters");
  const open = () => { const bug = document.getElementById(location.hash.slice(1)); if (bug?.matches("details.x-bug")) bug.open = true; };
  open();
  addEventListener("hashchange", open);
  if (!form) return;
  const choose = () => {
    const { operation, past } = form.elements;
    for (const bug of bugs) {
      const wanted = !operation.value || bug.dataset.operation === operation.value;
      bug.hidden = !(wanted && (!past.value || bug.dataset.past.split(" ").includes(past.value)));
    }
    for (const section of document.querySelectorAll("section:has(> details.x-bug)"))
      section.hidden = !section.querySelector(":scope > details.x-bug:not([hidden])");
    const left = bugs.filter(bug => !bug.hidden).length;
    form.querySelector("output").value = left === bugs.length ? `${left} bugs` : `${left} of ${bugs.length} bugs`;
  };
  form.hidden = false;
  form.addEventListener("input", choose);
  form.addEventListener("submit", event => event.preventDefault());
  choose();
})();
