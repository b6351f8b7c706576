/* Versión interactiva: plotly dibuja, encima del SVG, la misma figura. Si plotly no carga, queda el SVG. */
(() => {
  "use strict";
  const leer = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");
  async function abrir(texto) {
    const bytes = Uint8Array.from(atob(texto), (letra) => letra.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }
  // Las listas largas de números viajan como diferencias enteras.
  function desempacar(clave, valor) {
    if (!Array.isArray(valor?.pasos)) return valor;
    let suma = 0;
    return valor.pasos.map((paso) => (paso === null ? null : (suma += paso) / 10 ** valor.decimales));
  }
  const plano = (texto) => new DOMParser().parseFromString(texto, "text/html").body.textContent;

  async function dibujar(figura, dibujo, configuracion) {
    const { data, layout } = figura;
    const esMapa = Boolean(dibujo.closest(".fais-mapa"));
    layout.title = { text: "" }; // el titular ya está en la página
    layout.dragmode = esMapa ? "zoom" : false;
    layout.margin.autoexpand = false; // los márgenes ya están medidos
    Object.assign(layout.legend || {}, { itemclick: false, itemdoubleclick: false, maxheight: 1 });
    for (const eje of esMapa ? [layout.xaxis, layout.yaxis] : []) eje.fixedrange = false;
    const marco = document.createElement("div");
    marco.className = "fais-plotly";
    dibujo.prepend(marco);
    const lienzo = marco.appendChild(document.createElement("div"));
    await Plotly.newPlot(lienzo, data, layout, configuracion);
    await agrandar(lienzo, layout);
    marco.setAttribute("role", "group");
    marco.setAttribute("aria-labelledby", `${dibujo.parentNode.id}-t`);
    dibujo.classList.add("con-plotly");
    const ajustar = () => {
      const escala = dibujo.clientWidth / layout.width;
      marco.style.height = `${layout.height * escala}px`;
      lienzo.style.transform = `scale(${escala})`;
    };
    new ResizeObserver(ajustar).observe(dibujo);
    ajustar();
    if (esMapa) vigilar(lienzo, layout);
    for (const boton of dibujo.querySelectorAll(".fais-series button")) {
      boton.addEventListener("click", () => alternar(lienzo, boton));
      if (boton.getAttribute("aria-pressed") === "false") alternar(lienzo, boton);
    }
    if (layout.meta?.serie) elegir(lienzo, dibujo, layout.meta.serie);
  }

  // Plotly acomoda la leyenda en columnas iguales: si pide más renglones que los medidos, se le da alto.
  async function agrandar(lienzo, layout) {
    const leyenda = lienzo.querySelector(".legend .bg");
    const falta = leyenda ? Math.ceil(lienzo.getBoundingClientRect().top - leyenda.getBoundingClientRect().top) : 0;
    if (falta > 0) await Plotly.relayout(lienzo, { "margin.t": layout.margin.t + falta, height: layout.height + falta });
  }

  // Serie de mapas: un botón por conjunto pone sus polígonos y sus rótulos en el mapa grande.
  function elegir(lienzo, dibujo, serie) {
    const { data } = lienzo;
    const grandes = data.flatMap((t, n) => (t.fill === "toself" && !t.xaxis && t.meta !== "apoyo" && t.x.length > 1 ? [n] : []));
    const propios = grandes.map((n) => ({ fillcolor: data[n].fillcolor, fillpattern: data[n].fillpattern }));
    const botones = document.createElement("div");
    botones.className = "fais-series fais-elige";
    botones.setAttribute("role", "group");
    botones.setAttribute("aria-label", "Años del mapa grande");
    const todos = serie.map(({ rotulo, eje, notas }, numero) => {
      const boton = botones.appendChild(document.createElement("button"));
      boton.type = "button";
      boton.textContent = rotulo;
      boton.setAttribute("aria-pressed", String(!numero));
      boton.addEventListener("click", () => {
        const suyas = data.filter((t) => t.xaxis === eje);
        const dar = (n, k) => (eje ? suyas.find((t) => t.name === data[n].name && t.name) || suyas.find((t) => t.meta === "apoyo") : propios[k]);
        const trazas = grandes.map(dar);
        const trama = (cosa, falta) => trazas.map((t) => t.fillpattern?.[cosa] || falta(t));
        const estilo = { fillcolor: trazas.map((t) => t.fillcolor), "fillpattern.shape": trama("shape", () => ""),
          "fillpattern.fgcolor": trama("fgcolor", () => "#fff"), "fillpattern.bgcolor": trama("bgcolor", (t) => t.fillcolor) };
        const textos = Object.fromEntries(Object.entries(notas).map(([n, texto]) => [`annotations[${n}].text`, texto]));
        Plotly.update(lienzo, estilo, textos, grandes);
        todos.forEach((otro) => otro.setAttribute("aria-pressed", String(otro === boton)));
      });
      return boton;
    });
    dibujo.append(botones);
  }

  // Con acercamiento, la escala gráfica y el norte dejarían de decir la verdad: se ocultan.
  function vigilar(lienzo, layout) {
    const inicial = String(layout.xaxis.range.map((n) => n.toFixed(2)));
    lienzo.on("plotly_relayout", (cambio) => {
      if (!Object.keys(cambio).some((clave) => clave.startsWith("xaxis") || clave.startsWith("yaxis"))) return;
      const visible = String(lienzo.layout.xaxis.range.map((n) => n.toFixed(2))) === inicial;
      const fijas = {};
      for (const cosa of ["shapes", "annotations"])
        lienzo.layout[cosa].forEach((una, n) => {
          if (una.xref === "paper") fijas[`${cosa}[${n}].visible`] = visible;
        });
      Plotly.relayout(lienzo, fijas);
    });
  }

  // Los botones de series son los mismos del SVG; aquí apagan trazas con la misma pintura.
  function alternar(lienzo, boton) {
    const seVe = boton.getAttribute("aria-pressed") === "true";
    const { data, layout } = lienzo;
    const entrada = data.find((t) => t.showlegend && plano(t.name) === boton.textContent);
    const pintar = (t) => JSON.stringify([t.type, t.fillcolor, t.fillpattern?.shape, t.line?.color, t.marker?.color]);
    const esArea = entrada.fill === "toself";
    const igual = (t) =>
      esArea
        ? t.fill === "toself" && t.fillcolor === entrada.fillcolor && t.fillpattern?.shape === entrada.fillpattern?.shape
        : t === entrada || (t.meta === "muda" && pintar(t) === pintar(entrada));
    const cuales = data.map((t, n) => (igual(t) ? n : -1)).filter((n) => n >= 0);
    const color = entrada.line?.color || (esArea ? null : entrada.marker?.color);
    const notas = {};
    (layout.annotations || []).forEach((nota, n) => {
      if (color && nota.font?.color === color) notas[`annotations[${n}].visible`] = seVe;
    });
    Plotly.update(lienzo, { visible: seVe ? true : "legendonly" }, notas, cuales);
  }

  async function iniciar() {
    const { configuracion, idioma, dibujos } = leer("fais-figuras");
    const { figuras, svgs, herramientas, ...propios } = JSON.parse(await abrir(dibujos), desempacar);
    for (const [id, svg] of Object.entries(svgs)) {
      const dibujo = document.querySelector(`#${id} .fais-dibujo`);
      dibujo.innerHTML = svg;
      document.dispatchEvent(new CustomEvent("fais-dibujo", { detail: dibujo }));
    }
    document.head.append(Object.assign(document.createElement("script"), { textContent: herramientas }));
    document.dispatchEvent(new CustomEvent("fais-datos", { detail: { figuras, ...propios } }));
    const porDibujo = new Map(Object.entries(figuras).map(([id, figura]) => [document.querySelector(`#${id} .fais-dibujo`), figura]));
    vigilarVista([...porDibujo.keys()], async (dibujo) => {
      await (plotly ||= cargarPlotly(document.querySelector("script[type='text/plain']")?.src, idioma));
      if (window.Plotly) await dibujar(porDibujo.get(dibujo), dibujo, configuracion);
    });
  }

  // Se atiende sólo lo que está a la vista o a media pantalla de estarlo; lo demás se lee en su SVG.
  function vigilarVista(dibujos, atender) {
    const cerca = new Set();
    let ocupado = false;
    async function seguir() {
      if (ocupado) return;
      ocupado = true;
      await ocio();
      while (cerca.size) {
        const sigue = [...cerca].find(estaAVista) || [...cerca][0];
        cerca.delete(sigue);
        vigia.unobserve(sigue);
        await atender(sigue);
        await ocio();
      }
      ocupado = false;
      document.documentElement.classList.add("plotly-listo");
    }
    const vigia = new IntersectionObserver((cambios) => {
      for (const { isIntersecting, target } of cambios) cerca[isIntersecting ? "add" : "delete"](target);
      seguir();
    }, { rootMargin: "50% 0px" });
    for (const dibujo of dibujos) vigia.observe(dibujo);
  }

  const ocio = () => new Promise((sigue) => (window.requestIdleCallback || setTimeout)(sigue, { timeout: 500 }));
  function estaAVista(dibujo) {
    const { top, bottom } = dibujo.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }

  // plotly.js se pide una vez y hasta que hay qué dibujar: arrancarlo es lo más lento de todo.
  let plotly;
  async function cargarPlotly(direccion, idioma) {
    const guion = document.createElement("script");
    if (!direccion) guion.textContent = await abrir(leer("fais-plotly"));
    const listo = new Promise((sigue) => (guion.onload = guion.onerror = sigue));
    if (direccion) guion.src = direccion;
    document.head.append(guion);
    if (direccion) await listo;
    window.Plotly?.register({ moduleType: "locale", ...idioma });
  }
  document.addEventListener("DOMContentLoaded", iniciar);
})();
