// Un filtro de varias opciones: se marca cada una con un clic o con la barra, sin mantener ninguna tecla.
function render({ model, el }) {
  el.classList.add("fx-casillas");
  const caja = document.createElement("details"), resumen = document.createElement("summary");
  const grupo = document.createElement("fieldset");
  caja.append(resumen, grupo); el.append(caja);
  const arma = () => {
    const leyenda = document.createElement("legend");
    leyenda.textContent = model.get("description");
    grupo.replaceChildren(leyenda, ...model.get("opciones").map(([texto, valor]) => {
      const rotulo = document.createElement("label"), casilla = document.createElement("input");
      casilla.type = "checkbox"; casilla.value = JSON.stringify(valor);
      rotulo.append(casilla, ` ${texto}`);
      return rotulo;
    }));
    marca();
  };
  const marca = () => {
    const elegidos = model.get("value");
    for (const c of grupo.querySelectorAll("input")) c.checked = elegidos.includes(JSON.parse(c.value));
    const nombres = model.get("opciones").filter(o => elegidos.includes(o[1])).map(o => o[0]);
    const dicho = nombres.length ? (nombres.length === 1 ? nombres[0] : `${nombres.length} elegidos`) : "todo";
    resumen.textContent = `${model.get("description")}: ${dicho}`;
    resumen.classList.toggle("fx-puesto", nombres.length > 0);
  };
  grupo.addEventListener("change", () => {
    const value = [...grupo.querySelectorAll("input:checked")].map(c => JSON.parse(c.value));
    model.set("value", value);
    gesto(model, { value }, "value");
  });
  grupo.addEventListener("keydown", e => { if (e.key === "Escape") { caja.open = false; resumen.focus(); } });
  const afuera = e => { if (!el.contains(e.target)) caja.open = false; };
  document.addEventListener("pointerdown", afuera);
  model.on("change:opciones", arma);
  model.on("change:value", marca);
  arma();
  return () => document.removeEventListener("pointerdown", afuera);
}
export default { render };
