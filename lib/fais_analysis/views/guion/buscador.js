/* Buscador del índice: por nombre, clave o carencia, sin acentos ni mayúsculas. */
(() => {
  "use strict";
  const lista = document.querySelector(".lista-municipios");
  const simple = (texto) => texto.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const caja = document.createElement("p");
  caja.className = "buscador";
  caja.innerHTML =
    '<label for="buscar">Buscar por nombre, clave o carencia</label>' +
    '<input type="search" id="buscar" autocomplete="off"><span role="status"></span>';
  lista.closest(".desplazable").before(caja);
  caja.querySelector("input").addEventListener("input", (evento) => {
    const buscado = simple(evento.target.value.trim());
    const filas = [...lista.tBodies[0].rows];
    for (const fila of filas) fila.hidden = !simple(fila.textContent).includes(buscado);
    const cuantos = filas.filter((fila) => !fila.hidden).length;
    caja.lastChild.textContent = `${cuantos} de ${filas.length} municipios`;
  });
})();
