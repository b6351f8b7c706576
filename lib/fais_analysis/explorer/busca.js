// Escribir el nombre de un municipio y elegirlo: el núcleo busca (sin acentos, con erratas) y aquí se muestra.
// Lo que se ve puede ser todavía de lo que se había escrito antes: Entrar espera a la respuesta de lo que dice la caja.
let serie = 0;
function render({ model, el }) {
  const id = `fx-busca-${++serie}`;
  el.classList.add("fx-busca");
  el.innerHTML = `<label for="${id}">Buscar un municipio</label>
    <input id="${id}" type="search" role="combobox" autocomplete="off" aria-expanded="false" aria-autocomplete="list"
      aria-controls="${id}-lista" placeholder="nombre o clave, de todo el país">
    <ul id="${id}-lista" role="listbox" aria-label="Municipios encontrados" hidden></ul>`;
  const caja = el.querySelector("input"), lista = el.querySelector("ul");
  let activo = 0, espera, contestado = null, entra = false;
  const cierra = () => { lista.hidden = true; caja.setAttribute("aria-expanded", "false"); caja.removeAttribute("aria-activedescendant"); };
  const marca = n => {
    const opciones = [...lista.querySelectorAll("[data-clave]")];
    if (!opciones.length) return;
    activo = (n + opciones.length) % opciones.length;
    opciones.forEach((o, i) => o.setAttribute("aria-selected", String(i === activo)));
    caja.setAttribute("aria-activedescendant", opciones[activo].id);
    opciones[activo].scrollIntoView({ block: "nearest" });
  };
  const elige = clave => {
    caja.value = ""; cierra();
    gesto(model, { clave });
  };
  const pinta = ({ hallados, texto }) => {
    if (!caja.value.trim()) return cierra();
    if (texto !== caja.value) return;
    contestado = texto;
    lista.replaceChildren(...hallados.map((h, i) => {
      const li = document.createElement("li");
      li.id = `${id}-${i}`; li.setAttribute("role", "option"); li.dataset.clave = h.clave;
      li.textContent = `${h.nombre} (${h.clave})`;
      return li;
    }));
    if (!hallados.length) {
      const li = document.createElement("li");
      li.textContent = "Ningún municipio se llama así"; li.setAttribute("role", "option"); li.setAttribute("aria-disabled", "true");
      lista.append(li);
    }
    lista.hidden = false; caja.setAttribute("aria-expanded", "true");
    marca(0);
    if (entra && hallados.length) elige(hallados[0].clave);
    entra = false;
  };
  caja.addEventListener("input", () => {
    clearTimeout(espera); entra = false;
    espera = setTimeout(() => caja.value.trim() ? gesto(model, { texto: caja.value }, "texto") : cierra(), 60);
  });
  caja.addEventListener("keydown", e => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { marca(activo + (e.key === "ArrowDown" ? 1 : -1)); e.preventDefault(); }
    else if (e.key === "Escape") { caja.value = ""; cierra(); }
    else if (e.key === "Enter") {
      const opcion = lista.querySelectorAll("[data-clave]")[activo];
      if (caja.value !== contestado) entra = true;
      else if (!lista.hidden && opcion) elige(opcion.dataset.clave);
      e.preventDefault();
    }
  });
  caja.addEventListener("blur", () => setTimeout(cierra, 150));
  lista.addEventListener("mousedown", e => {
    const clave = e.target.closest("[data-clave]")?.dataset.clave;
    if (clave) { e.preventDefault(); elige(clave); }
  });
  model.on("msg:custom", pinta);
  return () => model.off("msg:custom", pinta);
}
export default { render };
