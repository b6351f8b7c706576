// Un botón: su clic espera a los gestos que se hicieron antes.
function render({ model, el }) {
  const boton = document.createElement("button");
  boton.type = "button"; boton.className = "jupyter-button widget-button";
  el.classList.add("fx-boton"); el.append(boton);
  const pon = () => { boton.textContent = model.get("description"); boton.disabled = model.get("disabled"); };
  boton.addEventListener("click", () => gesto(model, { event: "click" }));
  model.on("change:description change:disabled", pon);
  pon();
}
export default { render };
