// Los gestos llegan al núcleo en el orden en que se hicieron: todos, de cualquier control, por esta fila y de uno en uno.
// De los que esperan, el que repite al anterior (el mismo dato del mismo control) lo sustituye. Mientras un dato espera su
// turno («fx_espera»), lo que el núcleo conteste a un gesto anterior no lo reescribe en la página.
const FILAS = (globalThis.faisFilas ??= new WeakMap());
const PACIENCIA = 5000; // si no se sabe que el núcleo acabó (se cortó la conexión), sale el que sigue: el orden es el mismo
function gesto(model, contenido, campo = null) {
  const nucleo = model.widget_manager;
  if (!FILAS.has(nucleo)) FILAS.set(nucleo, { esperan: [], vuela: null });
  const fila = FILAS.get(nucleo), ultimo = fila.esperan.at(-1);
  if (campo && ultimo?.model === model && ultimo.campo === campo) ultimo.contenido = contenido;
  else fila.esperan.push({ model, contenido, campo });
  dile(fila, model);
  manda(fila);
}
const dile = (fila, model) =>
  model.set("fx_espera", fila.esperan.filter(g => g.model === model && g.campo).map(g => g.campo));
function manda(fila) {
  if (fila.vuela || !fila.esperan.length) return;
  const este = (fila.vuela = fila.esperan.shift());
  dile(fila, este.model);
  const acaba = () => {
    clearTimeout(este.reloj);
    if (fila.vuela !== este) return;
    fila.vuela = null;
    manda(fila);
  };
  este.reloj = setTimeout(acaba, PACIENCIA);
  const avisa = { iopub: { status: m => m.content.execution_state === "idle" && acaba() } };
  try { este.model.send(este.contenido, avisa); }
  catch (error) { // de un núcleo que ya no está: se dice y no detiene a los demás
    console.error(error);
    dilo(este.model);
    acaba();
  }
}
const MUDO = "Este explorador ya no tiene quien conteste (el kernel se reinició o se cerró): vuelva a correr su celda.";
const PUENTES = (globalThis.faisPuentes ??= new WeakMap()); // dónde se dibujó el puente de cada cuaderno
function dilo(model) {
  const explorador = PUENTES.get(model.widget_manager)?.closest(".fx");
  if (!explorador || explorador.querySelector(":scope > .fx-mudo")) return;
  explorador.prepend(Object.assign(document.createElement("p"), { className: "fx-mudo", role: "alert", textContent: MUDO }));
}
