// Lo que la página le dice al núcleo y a JupyterLab: los totales que se tocan, el código que se copia y el teclado.
// Las teclas pulsadas dentro del explorador no son órdenes del cuaderno: JupyterLab no mira a quien lleva esta marca.
// Sólo pasa Ctrl o ⌘ + S, para guardar. Se oye en «window», antes que él.
// Y lo que el núcleo cambia al mostrar una vista: todo en un mensaje, puesto de una vez.
const MARCA = "data-lm-suppress-shortcuts";
let ultimoClic = null;
const teclas = e => {
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s") return e.target.removeAttribute?.(MARCA);
  if (e.target.closest?.(".fx")) return e.target.setAttribute(MARCA, "true");
  // Tras un clic en un lugar sin controles, JupyterLab pone el foco en la celda: la tecla sigue siendo del explorador.
  const esDeCelda = e.target === document.body || e.target.matches?.(".jp-Notebook, .jp-Cell, .jp-WindowedPanel-outer");
  if (ultimoClic?.closest?.(".fx") && esDeCelda && e.key !== "Tab") e.stopImmediatePropagation();
};
const clicado = e => { ultimoClic = e.target; };
const copia = async boton => {
  const texto = boton.parentElement.querySelector("pre").textContent;
  try { await navigator.clipboard.writeText(texto); boton.textContent = "Copiado"; }
  catch { boton.textContent = "Selecciónelo y cópielo"; }
};
// Lo que la persona ya volvió a tocar y espera su turno se queda como lo dejó.
async function pon(manager, estados) {
  const pares = Object.entries(estados).map(async ([id, estado]) => [await manager.get_model(id), estado]);
  for (const [widget, estado] of await Promise.all(pares)) {
    const espera = widget.get("fx_espera") ?? [];
    widget.set_state(Object.fromEntries(Object.entries(estado).filter(([campo]) => !espera.includes(campo))));
  }
}
// Un polígono trae su clave; los puntos, la suya en orden.
function oye(figura, model) {
  if (figura.dataset.faisOye) return;
  figura.dataset.faisOye = "1";
  figura.on("plotly_click", ({ points: [punto] }) => {
    const claves = punto?.data.customdata;
    if (claves) gesto(model, { clave: claves[claves.length > 1 ? punto.pointNumber : 0] });
  });
}
function initialize({ model }) {
  let puestos = Promise.resolve();
  model.on("msg:custom", ({ saludo, estados }) => {
    if (saludo) model.send({ saludo });
    if (estados) puestos = puestos.then(() => pon(model.widget_manager, estados)).catch(console.error);
  });
  model.send({ saludo: "¿se oye?" });
}
function render({ model, el }) {
  el.hidden = true;
  PUENTES.set(model.widget_manager, el);
  const clic = e => {
    if (el.closest(".fx") === null || !el.closest(".fx").contains(e.target)) return;
    const pide = e.target.closest(".fx-pide"), codigo = e.target.closest(".fx-copia");
    if (pide) gesto(model, { ...pide.dataset });
    if (codigo) copia(codigo);
  };
  // Si el cuaderno se corrió antes de que JupyterLab terminara de conectarse, una figura queda vacía: se pide otra.
  let vueltas = 0, pedidas = 0;
  const vigila = setInterval(() => {
    const figuras = [...(el.closest(".fx")?.querySelectorAll(".fx-marco .js-plotly-plot") ?? [])];
    if (++vueltas > 30 || pedidas > 2) clearInterval(vigila);
    if (vueltas % 4 === 0 && figuras.some(f => f.data?.length === 0)) { pedidas++; gesto(model, { vacias: true }); }
  }, 1000);
  const apunta = e => {
    const figura = e.target.closest?.(".fx-marco .js-plotly-plot");
    if (figura && el.closest(".fx")?.contains(figura)) oye(figura, model);
  };
  window.addEventListener("keydown", teclas, true);
  document.addEventListener("pointerdown", apunta, true);
  document.addEventListener("click", clic);
  window.addEventListener("pointerdown", clicado, true);
  return () => {
    clearInterval(vigila);
    document.removeEventListener("pointerdown", apunta, true);
    window.removeEventListener("keydown", teclas, true);
    document.removeEventListener("click", clic);
    window.removeEventListener("pointerdown", clicado, true);
  };
}
export default { initialize, render };
