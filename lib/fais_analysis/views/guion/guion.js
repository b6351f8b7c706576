/* Guion del informe: valores al pasar, tocar o con teclado; series; orden de tablas; de dónde sale cada
   cifra. Sin él todo se lee igual. Sin dependencias y sin red. */
(() => {
  "use strict";
  const raiz = document.documentElement;
  const todos = (selector, en = document) => [...en.querySelectorAll(selector)];
  const crear = (etiqueta, atributos = {}, texto = "") => {
    const nodo = document.createElement(etiqueta);
    for (const nombre in atributos) nodo.setAttribute(nombre, atributos[nombre]);
    nodo.textContent = texto;
    return nodo;
  };
  raiz.classList.add("con-guion");

  // Globo: dice el valor de una marca o el origen de una cifra; «voz» lo dice al lector de pantalla.
  const globo = crear("div", { class: "fais-globo", hidden: "" });
  const voz = crear("div", { class: "fais-oculto", role: "status" });
  document.body.append(globo, voz);
  let activa = null;
  let fijo = false;

  function ocultar() {
    activa?.classList.remove("fais-activa");
    activa = null;
    globo.hidden = true;
  }

  function mostrar(marca, texto, punto) {
    ocultar();
    if (!texto) return;
    activa = marca;
    fijo = !punto;
    marca.classList.add("fais-activa");
    globo.textContent = texto;
    globo.hidden = false;
    if (fijo) voz.textContent = texto;
    const caja = marca.getBoundingClientRect();
    const propia = globo.getBoundingClientRect();
    const centro = punto && caja.width > 60 ? punto.clientX : (caja.left + caja.right) / 2;
    const borde = punto && caja.height > 60 ? punto.clientY - 8 : caja.top;
    const izquierda = Math.max(4, Math.min(centro - propia.width / 2, raiz.clientWidth - propia.width - 4));
    const arriba = borde - propia.height - 2;
    globo.style.left = `${izquierda + scrollX}px`;
    globo.style.top = `${(arriba > 0 ? arriba : caja.bottom + 2) + scrollY}px`;
  }

  // Marcas: el <title> que ya trae cada una pasa al globo, para que no salgan dos.
  const MARCA = ".m path, .m rect, .m circle, .m use";
  function leer(marca) {
    const titulo = marca.querySelector("title");
    if (titulo) {
      marca.dataset.valor = titulo.textContent;
      titulo.remove();
    }
    return marca.dataset.valor;
  }
  const listar = (dibujo) => todos(MARCA, dibujo).filter((m) => leer(m) && !m.closest(".fais-apagada"));

  function acercar(dibujo, punto) {
    const lejos = (marca) => {
      const c = marca.getBoundingClientRect();
      const x = Math.max(c.left - punto.clientX, 0, punto.clientX - c.right);
      return Math.hypot(x, Math.max(c.top - punto.clientY, 0, punto.clientY - c.bottom));
    };
    const lista = listar(dibujo).map((marca) => [lejos(marca), marca]);
    const [distancia, marca] = lista.sort((a, b) => a[0] - b[0])[0] || [Infinity];
    if (distancia < 28) mostrar(marca, leer(marca), punto);
    else ocultar();
  }

  document.addEventListener("pointerover", (evento) => {
    const marca = evento.target.closest(MARCA);
    if (marca?.closest(".fais-dibujo")) mostrar(marca, leer(marca), evento);
    else if (!fijo && !globo.contains(evento.target)) ocultar();
  });
  document.addEventListener("click", (evento) => {
    const cifra = evento.target.closest("[data-procedencia]");
    const dibujo = evento.target.closest(".fais-dibujo");
    if (cifra) mostrar(cifra, explicar(cifra));
    else if (dibujo && !evento.target.closest(`${MARCA}, button, .con-plotly`)) acercar(dibujo, evento); // plotly ya lo dice
    else if (!dibujo && !globo.contains(evento.target)) ocultar();
  });
  document.addEventListener("keydown", (evento) => {
    if (evento.key === "Escape") ocultar();
  });

  // Con el foco en una figura o en una tabla, las flechas recorren sus valores.
  function recorrer(donde, dar, decir) {
    donde.addEventListener("keydown", (evento) => {
      const paso = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[evento.key];
      const lista = paso && evento.target === donde ? dar() : [];
      if (!lista.length) return;
      evento.preventDefault();
      const n = lista.indexOf(activa);
      const cual = lista[n < 0 ? (paso > 0 ? 0 : lista.length - 1) : (n + paso + lista.length) % lista.length];
      cual.scrollIntoView({ block: "nearest", inline: "nearest" });
      mostrar(cual, decir(cual));
    });
    donde.addEventListener("blur", ocultar);
  }

  // Series: un botón por entrada de la leyenda; se reconocen por su color.
  function encontrar(svg, entrada) {
    const pintar = (nodo, nombre) => nodo.getAttribute(nombre) || "";
    const muestra = entrada.firstElementChild;
    const [relleno, trazo] = [pintar(muestra, "fill"), pintar(muestra, "stroke")];
    if (muestra.tagName === "rect") {
      const dar = (marca) => pintar(marca, "fill") || pintar(marca.closest(".m"), "fill");
      const propias = todos(MARCA, svg).filter((marca) => dar(marca) === relleno);
      const tramas = todos(".m + .t > path", svg).filter((trama) => pintar(trama, "color") === relleno);
      if (muestra.nextElementSibling.matches(".t") && !tramas.length) return [];
      const rotulos = propias.map((marca) => {
        const sigue = marca.closest(".m").nextElementSibling;
        return sigue?.matches(".t") ? sigue.nextElementSibling : sigue;
      });
      return [...propias, ...tramas, ...rotulos.filter((nodo) => nodo?.matches("g:not([class])"))];
    }
    const esLinea = muestra.tagName === "path";
    const grupos = todos(".m", svg).filter(
      (grupo) => pintar(grupo, "stroke") === trazo && (esLinea || pintar(grupo, "fill") === relleno),
    );
    return [...grupos, ...todos("text[fill]", svg).filter((t) => pintar(t, "fill") === (esLinea ? trazo : relleno))];
  }

  function preparar(dibujo) {
    const svg = dibujo.querySelector("svg");
    if (!svg) return;
    if (listar(dibujo).length) {
      const nombre = `${svg.querySelector("title").textContent}. Las flechas recorren los valores.`;
      for (const [a, v] of Object.entries({ tabindex: 0, role: "group", "aria-label": nombre })) dibujo.setAttribute(a, v);
      recorrer(dibujo, () => listar(dibujo), leer);
    }
    const series = todos(".l > g", svg).map((entrada) => [entrada, encontrar(svg, entrada)]);
    // Con una o dos, la leyenda basta: apagar la única con que se compara no enseña nada.
    if (series.filter(([, propias]) => propias.length).length < 3) return;
    const botones = crear("div", { class: "fais-series", role: "group", "aria-label": "Series que se ven" });
    for (const [entrada, propias] of series.filter((par) => par[1].length)) {
      const boton = crear("button", { type: "button", "aria-pressed": "true" }, entrada.textContent);
      boton.addEventListener("click", () => {
        const apagar = boton.getAttribute("aria-pressed") === "true";
        boton.setAttribute("aria-pressed", String(!apagar));
        for (const nodo of propias) nodo.classList.toggle("fais-apagada", apagar);
        ocultar();
      });
      botones.append(boton);
    }
    dibujo.append(botones);
  }
  todos(".fais-dibujo").forEach(preparar);
  document.addEventListener("fais-dibujo", (evento) => preparar(evento.detail)); // los que llegan después

  // Tablas: se ordenan por columna; lo que no tiene dato queda al final.
  function pesar(celda) {
    const dato = celda?.querySelector("data, time");
    const texto = celda?.textContent.trim() || "";
    if (dato) return Number(dato.value) || dato.value || dato.dateTime;
    return celda?.querySelector(".fais-nulo") || !texto || texto === "sin dato" ? null : texto;
  }
  function comparar(a, b, sentido) {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return sentido * (a - b);
    return sentido * String(a).localeCompare(String(b), "es", { numeric: true });
  }
  for (const tabla of todos(".fais-tabla table, .lista-municipios")) {
    const cuerpo = tabla.tBodies[0];
    const filas = [...cuerpo.rows];
    if (filas.length < 3) continue;
    todos("thead th", tabla).forEach((encabezado, n) => {
      const boton = crear("button", { type: "button", class: "fais-orden" });
      boton.append(...encabezado.childNodes);
      encabezado.append(boton);
      boton.addEventListener("click", () => {
        const sentido = encabezado.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        for (const otro of todos("[aria-sort]", tabla)) otro.removeAttribute("aria-sort");
        encabezado.setAttribute("aria-sort", sentido > 0 ? "ascending" : "descending");
        const orden = filas.map((fila) => [pesar(fila.cells[n]), fila]);
        cuerpo.append(...orden.sort((a, b) => comparar(a[0], b[0], sentido)).map((par) => par[1]));
        voz.textContent = `Por ${boton.textContent}, ${sentido > 0 ? "de menor a mayor" : "de mayor a menor"}`;
      });
    });
  }

  // Procedencia: capitulo(clave).tabla[llaves].columna, dicha con el diccionario del propio informe.
  const fuentes = JSON.parse(document.getElementById("fais-procedencias")?.textContent || "null");
  function explicar(cifra) {
    const dicho = cifra.dataset.procedencia;
    const base = cifra.closest("[data-procedencia-base]")?.dataset.procedenciaBase || "";
    const entera = /^\w+\(/.test(dicho) ? dicho : base + dicho;
    const [, capitulo, tabla, llaves, nombre] = /^(\w+)\(\d+\)\.(\w+)\[(.*)\]\.(\w+)$/.exec(entera) || [];
    const grupo = fuentes?.columnas[`${capitulo}.${tabla}`];
    if (!grupo?.de[nombre]) return "";
    const propio = grupo.de[nombre];
    const [formula, tablas = grupo.tablas, nota = grupo.nota] = Array.isArray(propio) ? propio : [propio];
    const citadas = tablas.map((t) => fuentes.tablas[t]);
    const anios = grupo.anio >= 0 ? [llaves.split(",")[grupo.anio]] : new Set(citadas.map((t) => t[1]).filter(Boolean));
    const cola = `Cálculo: ${formula}.${nota ? ` Nota: ${nota}.` : ""}`;
    return `Fuente: ${citadas.map((t) => t[0]).join("; ")}. Año: ${[...anios].join(", ") || "varios"}. ${cola}`;
  }
  if (fuentes) {
    raiz.classList.add("con-procedencias");
    const cifras = (en) => todos("[data-procedencia]", en).filter(explicar);
    for (const tabla of todos(".fais-desplaza")) recorrer(tabla, () => cifras(tabla), explicar);
    // Las cifras son texto: con teclado, un botón tras cada párrafo o lista dice de dónde salen las suyas.
    const sueltas = cifras().filter((c) => !c.closest("table, summary"));
    for (const bloque of new Set(sueltas.map((c) => c.closest(".peticion, ul, ol, dl, p, h4")))) {
      const boton = crear("button", { type: "button", class: "fais-origen" }, "De dónde salen estas cifras");
      boton.addEventListener("click", (evento) => {
        evento.stopPropagation();
        const dichas = new Map();
        for (const cifra of cifras(bloque)) {
          const origen = explicar(cifra);
          dichas.set(origen, [...(dichas.get(origen) || []), cifra.textContent]);
        }
        mostrar(boton, [...dichas].map(([origen, textos]) => `${textos.join(", ")}. ${origen}`).join("\n"));
      });
      bloque.after(boton);
    }
  }

  // Lo plegado se abre si un enlace lleva adentro, y al imprimir.
  function desplegar() {
    const destino = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const plegados = [];
    for (let d = destino?.closest("details, .anexo"); d; d = d.parentElement.closest("details"))
      plegados.push(d.matches("details") ? d : d.querySelector("details"));
    if (plegados.every((d) => d.open)) return;
    for (const d of plegados) d.open = true;
    destino.scrollIntoView();
  }
  addEventListener("hashchange", desplegar);
  desplegar();
  let abiertos = [];
  addEventListener("beforeprint", () => {
    abiertos = todos(".anexo > details:not([open]), .fais-significado:not([open])");
    for (const d of abiertos) d.open = true;
  });
  addEventListener("afterprint", () => abiertos.forEach((d) => (d.open = false)));
})();
