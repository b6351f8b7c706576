// Una lista desplegable con su rótulo.
function render({ model, el }) {
  const id = `fx-lista-${Math.random().toString(36).slice(2)}`;
  const rotulo = document.createElement("label"), lista = document.createElement("select");
  el.classList.add("widget-inline-hbox", "widget-dropdown");
  rotulo.className = "widget-label"; rotulo.htmlFor = lista.id = id; rotulo.textContent = model.get("description");
  el.append(rotulo, lista);
  const pon = () => { lista.selectedIndex = model.get("index") ?? 0; }; // sin nada elegido, lo que dice el primer renglón
  const arma = () => { lista.replaceChildren(...model.get("_options_labels").map(t => new Option(t))); pon(); };
  lista.addEventListener("change", () => {
    const index = lista.selectedIndex;
    model.set("index", index);
    gesto(model, { index, rotulo: model.get("_options_labels")[index] }, "index");
  });
  model.on("change:_options_labels", arma);
  model.on("change:index", pon);
  arma();
}
export default { render };
