// La tabla de municipios: ordenar, filtrar, elegir y comparar, con ratón o teclado. Sin dependencias.
const PAGINA = 100;
const llano = t => t.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const crea = (tipo, atributos = {}, ...hijos) => {
  const e = document.createElement(tipo);
  for (const [k, v] of Object.entries(atributos)) if (v !== null) e.setAttribute(k, v);
  e.append(...hijos);
  return e;
};

function render({ model, el }) {
  let limite = PAGINA, cuerpo, filasVistas = [];
  const titulo = crea("caption"), cabeza = crea("thead"), estado = crea("p", { class: "fx-estado", role: "status" });
  const buscar = crea("input", { type: "search", autocomplete: "off" });
  const elegible = model.get("es_elegible"), nombre = model.get("nombre");
  const minimo = crea("input", { type: "text", inputmode: "decimal", size: "7", placeholder: "mínimo" });
  const maximo = crea("input", { type: "text", inputmode: "decimal", size: "7", placeholder: "máximo" });
  const campo = crea("select");
  const mas = crea("button", { type: "button", class: "fx-mas" }, `Mostrar ${PAGINA} más`);
  const tabla = crea("table", { class: "fx-tabla" }, titulo, cabeza);
  el.classList.add("fx-tabla-caja");
  el.append(
    crea("div", { class: "fx-filtros" },
      crea("label", {}, `${model.get("rotulo_buscar")} `, buscar),
      crea("label", {}, "Columna ", campo),
      crea("label", {}, "de ", minimo), crea("label", {}, "a ", maximo)),
    estado,
    crea("div", { class: "fx-rueda", tabindex: "0", role: "region", "aria-label": `Tabla de ${nombre}` }, tabla), mas);

  const numero = t => { const s = t.replace(/[,$%\s]/g, ""); return s === "" || isNaN(s) ? null : Number(s); };
  function elige() {
    const { busqueda, campo: c, minimo: a, maximo: b } = model.get("filtro"), orden = model.get("orden");
    const columnas = model.get("columnas"), n = columnas.findIndex(x => x.campo === c);
    const partes = llano(busqueda).split(/\s+/).filter(Boolean);
    let filas = model.get("filas").filter(f =>
      partes.every(p => f.busca.includes(p)) &&
      (n < 0 || (a === null && b === null) ||
        (f.valores[n] !== null && (a === null || f.valores[n] >= a) && (b === null || f.valores[n] <= b))));
    const k = columnas.findIndex(x => x.campo === orden.campo);
    if (k >= 0) {
      const signo = orden.descendente ? -1 : 1, esTexto = columnas[k].es_texto;
      filas = filas.slice().sort((x, y) => {
        const u = x.valores[k], v = y.valores[k];
        if (u === null || v === null) return (u === null) - (v === null);
        const d = esTexto ? u.localeCompare(v, "es-MX") : u - v;
        return signo * d;
      });
    }
    return filas;
  }
  function pinta() {
    const columnas = model.get("columnas"), orden = model.get("orden"), todas = model.get("filas");
    filasVistas = elige();
    titulo.textContent = model.get("titulo");
    const compara = elegible ? [crea("th", { scope: "col" }, "Comparar")] : [];
    cabeza.replaceChildren(crea("tr", {}, ...compara, ...columnas.map(c => {
      const activo = c.campo === orden.campo;
      const boton = crea("button", { type: "button", "data-campo": c.campo }, c.rotulo,
        crea("span", { "aria-hidden": "true" }, activo ? (orden.descendente ? " ▼" : " ▲") : ""));
      return crea("th", { scope: "col", class: c.es_texto ? null : "n",
        "aria-sort": activo ? (orden.descendente ? "descending" : "ascending") : null }, boton);
    })));
    const vistas = filasVistas.slice(0, limite), elegida = model.get("seleccion");
    if (!vistas.some(f => f.clave === elegida)) {
      const propia = filasVistas.find(f => f.clave === elegida);
      if (propia) vistas.unshift(propia);
    }
    const nuevo = crea("tbody");
    nuevo.append(...vistas.map(f => {
      const fila = crea("tr", { "data-clave": f.clave, tabindex: "-1" });
      if (elegible) fila.append(crea("td", {}, crea("input",
        { type: "checkbox", "aria-label": `Comparar ${f.textos[0]}`, tabindex: "-1" })));
      f.textos.forEach((t, n) => {
        const celda = crea(n ? "td" : "th", { scope: n ? null : "row", class: columnas[n].es_texto ? null : "n" }, t);
        if (f.valores[n] === null) celda.classList.add("nulo");
        fila.append(celda);
      });
      return fila;
    }));
    const conFoco = cuerpo?.contains(document.activeElement) && document.activeElement.closest("tr").dataset.clave;
    cuerpo ? cuerpo.replaceWith(nuevo) : tabla.append(nuevo);
    cuerpo = nuevo;
    const n = filasVistas.length, con = x => x.toLocaleString("es-MX");
    estado.textContent = n === todas.length ? `${con(n)} ${nombre}` : `${con(n)} de ${con(todas.length)} ${nombre}`;
    mas.hidden = n <= limite;
    marca();
    if (conFoco) [...cuerpo.rows].find(f => f.dataset.clave === conFoco)?.focus();
  }
  function marca() {
    const elegida = model.get("seleccion"), comparados = model.get("comparados");
    for (const fila of elegible ? cuerpo.rows : []) {
      const es = fila.dataset.clave === elegida, casilla = fila.cells[0].firstChild;
      es ? fila.setAttribute("aria-selected", "true") : fila.removeAttribute("aria-selected");
      fila.tabIndex = es ? 0 : -1;
      casilla.checked = es || comparados.includes(fila.dataset.clave);
      casilla.disabled = es || (!casilla.checked && comparados.length >= model.get("maximo_comparados"));
    }
    if (cuerpo.rows.length && !cuerpo.querySelector("[aria-selected]")) cuerpo.rows[0].tabIndex = 0;
  }
  function guarda(campo, valor) {
    model.set(campo, valor);
    gesto(model, { [campo]: valor }, campo);
  }
  const elegir = clave => guarda("seleccion", clave);

  cabeza.addEventListener("click", e => {
    const c = e.target.closest("button")?.dataset.campo, orden = model.get("orden");
    if (!c) return;
    const esTexto = model.get("columnas").find(x => x.campo === c).es_texto;
    guarda("orden", { campo: c, descendente: c === orden.campo ? !orden.descendente : !esTexto });
    cabeza.querySelector(`[data-campo="${c}"]`).focus();
  });
  tabla.addEventListener("click", e => {
    const fila = e.target.closest("tbody tr");
    if (!fila || !elegible) return;
    if (e.target.type === "checkbox") { gesto(model, { comparar: fila.dataset.clave }); return; }
    elegir(fila.dataset.clave);
  });
  tabla.addEventListener("keydown", e => {
    const fila = e.target.closest("tbody tr");
    if (!fila) return;
    const filas = [...cuerpo.rows], n = filas.indexOf(fila);
    const a = { ArrowDown: n + 1, ArrowUp: n - 1, Home: 0, End: filas.length - 1 }[e.key];
    if (a !== undefined && filas[a]) { filas[a].focus(); e.preventDefault(); e.stopPropagation(); }
    else if (!elegible) return;
    else if (e.key === "Enter") { elegir(fila.dataset.clave); e.preventDefault(); e.stopPropagation(); }
    else if (e.key === " " || e.key === "c") {
      if (!fila.cells[0].firstChild.disabled) gesto(model, { comparar: fila.dataset.clave });
      e.preventDefault(); e.stopPropagation();
    }
  });
  let espera;
  const filtra = () => {
    clearTimeout(espera);
    espera = setTimeout(() => { espera = null; limite = PAGINA; guarda("filtro", {
      busqueda: buscar.value, campo: campo.value, minimo: numero(minimo.value), maximo: numero(maximo.value) }); }, 60);
  };
  for (const e of [buscar, minimo, maximo, campo]) {
    e.addEventListener("input", filtra);
    e.addEventListener("keydown", x => x.stopPropagation());
  }
  mas.addEventListener("click", () => { limite += PAGINA; pinta(); });
  const opciones = () => {
    const elegido = campo.value || model.get("filtro").campo;
    campo.replaceChildren(...model.get("columnas").filter(c => !c.es_texto)
      .map(c => crea("option", { value: c.campo, ...(c.campo === elegido ? { selected: "" } : {}) }, c.rotulo)));
  };
  // Las cajas dicen el filtro que hay, también si lo puso otra pestaña o si la tabla ya no trae esa columna.
  const dice = () => {
    if (espera) return; // se está escribiendo otro
    const f = model.get("filtro");
    if (buscar.value !== f.busqueda) buscar.value = f.busqueda;
    if (f.campo) campo.value = f.campo;
    for (const [caja, valor] of [[minimo, f.minimo], [maximo, f.maximo]])
      if (numero(caja.value) !== valor) caja.value = valor ?? "";
  };
  const todo = () => { opciones(); dice(); pinta(); };
  const aparece = () => { el.hidden = !model.get("es_visible"); };
  model.on("change:es_visible", aparece);
  model.on("change:filas", todo);
  model.on("change:filtro", dice);
  model.on("change:orden change:filtro", pinta);
  model.on("change:seleccion", () => [...cuerpo.rows].some(f => f.dataset.clave === model.get("seleccion")) ? marca() : pinta());
  model.on("change:comparados", marca);
  aparece();
  todo();
}
export default { render };
