// Un renglón de texto con su rótulo; vale al salir de él o con Entrar.
function render({ model, el }) {
  const id = `fx-campo-${Math.random().toString(36).slice(2)}`;
  const rotulo = document.createElement("label"), caja = document.createElement("input");
  el.classList.add("widget-inline-hbox", "widget-text");
  rotulo.className = "widget-label"; rotulo.htmlFor = caja.id = id; rotulo.textContent = model.get("description");
  caja.type = "text"; el.append(rotulo, caja);
  const pon = () => { caja.value = model.get("value"); };
  caja.addEventListener("change", () => { model.set("value", caja.value); gesto(model, { value: caja.value }, "value"); });
  caja.addEventListener("keydown", e => e.stopPropagation());
  model.on("change:value", pon);
  pon();
}
export default { render };
