// Lo que la página le dice al núcleo y a JupyterLab: los totales que se tocan, el código que se copia y el teclado.
// Las teclas pulsadas dentro del explorador no son órdenes del cuaderno: JupyterLab no mira a quien lleva esta marca.
// Sólo pasa Ctrl o ⌘ + S, para guardar. Se oye en «window», antes que él.
const MARCA = "data-lm-suppress-shortcuts";
const teclas = e => {
  if (!e.target.closest?.(".fx")) return;
  const guarda = (e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s";
  guarda ? e.target.removeAttribute(MARCA) : e.target.setAttribute(MARCA, "true");
};
// Un clic en un lugar sin controles deja el foco en el explorador y no en la celda, que oiría la tecla siguiente.
const foco = e => {
  const raiz = e.target.closest?.(".fx");
  if (raiz && !e.target.closest("a, button, input, select, textarea, summary, label, [tabindex]:not(.fx)")) {
    raiz.tabIndex = -1;
    raiz.focus({ preventScroll: true });
  }
};
const copia = async boton => {
  const texto = boton.parentElement.querySelector("pre").textContent;
  try { await navigator.clipboard.writeText(texto); boton.textContent = "Copiado"; }
  catch { boton.textContent = "Selecciónelo y cópielo"; }
};
function render({ model, el }) {
  el.hidden = true;
  const clic = e => {
    if (el.closest(".fx") === null || !el.closest(".fx").contains(e.target)) return;
    const pide = e.target.closest(".fx-pide"), codigo = e.target.closest(".fx-copia");
    if (pide) model.send({ ...pide.dataset });
    if (codigo) copia(codigo);
  };
  // Si JupyterLab dibujó antes de que llegaran los datos, una figura queda vacía: se piden otra vez.
  let intentos = 0;
  const vigila = setInterval(() => {
    const figuras = [...(el.closest(".fx")?.querySelectorAll(".js-plotly-plot") ?? [])];
    if (++intentos > 10) clearInterval(vigila);
    if (intentos > 2 && figuras.some(f => f.data && !f.data.length)) model.send({ vacias: true });
  }, 1000);
  window.addEventListener("keydown", teclas, true);
  document.addEventListener("click", clic);
  document.addEventListener("mouseup", foco);
  return () => {
    clearInterval(vigila);
    window.removeEventListener("keydown", teclas, true);
    document.removeEventListener("click", clic);
    document.removeEventListener("mouseup", foco);
  };
}
export default { render };
