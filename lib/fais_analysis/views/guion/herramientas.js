/* Lo que la forma interactiva agrega para quien analiza: «¿qué pasa si…?», ver una sola carencia, buscar una
   localidad y el código de cada gráfica. Sin guion, o impreso, nada de esto se ve. */
(() => {
  "use strict";
  const ESTILO = `
    .fais-herramienta { border: 1px solid; border-radius: 4px; padding: .8rem 1rem; margin: 1.2rem 0; }
    .fais-herramienta h2 { margin: 0; font-size: 1.2rem; } .fais-herramienta p { margin: .5rem 0 0; }
    .fais-herramienta label { display: block; margin: .6rem 0 0; }
    .fais-herramienta :is(select, input, button) { box-sizing: border-box; font: inherit; min-height: 44px; max-width: 100%; padding: .3rem .5rem; color: inherit; background: #fff; border: 1px solid; border-radius: 4px; }
    .fais-herramienta ul { display: flex; flex-wrap: wrap; gap: .4rem; list-style: none; padding: 0; margin: .6rem 0 0; }
    .fais-codigo pre { overflow-x: auto; padding: .6rem; border: 1px solid; font-size: .85rem; }
    .fais-ajena { display: none !important; }
    @media print { .fais-herramienta, .fais-codigo { display: none; } .fais-ajena { display: revert !important; } }`;
  const cifra = (n) => n.toLocaleString("es-MX");
  const simple = (texto) => texto.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  // Personas estimadas, como en todo el informe: a decenas bajo mil y a centenas desde mil.
  const redondear = (n) => Math.round(n / (n < 1000 ? 10 : 100)) * (n < 1000 ? 10 : 100);

  // Lo que viene de los datos entra siempre como texto; ``molde`` es sólo lo escrito aquí.
  function armar(etiqueta, clase, molde) {
    const nodo = document.createElement(etiqueta);
    nodo.className = clase;
    nodo.innerHTML = molde;
    return nodo;
  }
  function opciones(lista, textos) {
    for (const texto of textos) lista.append(new Option(texto));
  }
  function poner(caja) {
    const peticion = document.querySelector(".peticion");
    if (peticion) peticion.closest("section").after(caja);
    else document.getElementById("contenido").prepend(caja);
  }

  function calcular({ obras = [], viviendas_habitadas: viviendas, poblacion_personas: poblacion, anio }) {
    const contadas = obras.filter((obra) => obra.viviendas);
    if (!contadas.length || !viviendas || !poblacion) return;
    const caja = armar("section", "fais-herramienta",
      '<h2 id="que-pasa-si">¿Qué pasa si…?</h2><label>hacemos esta obra <select></select></label>' +
        '<label>en estas viviendas <input type="number" min="1" step="1" inputmode="numeric"></label><p role="status"></p>');
    caja.setAttribute("aria-labelledby", "que-pasa-si");
    const [lista, campo, dicho] = ["select", "input", "p"].map((s) => caja.querySelector(s));
    opciones(lista, contadas.map((obra) => `${obra.nombre} (${obra.falta})`));
    const decir = () => {
      const { viviendas: faltan, falta, costo_mxn: costo } = contadas[lista.selectedIndex];
      const pedidas = Number(campo.value);
      campo.max = faltan;
      if (!Number.isInteger(pedidas) || pedidas < 1) dicho.textContent = "Escriba cuántas viviendas, en números enteros.";
      else if (pedidas > faltan) dicho.textContent = `Son más de las que hay: ${cifra(faltan)} (${falta}).`;
      else {
        const quedan = faltan - pedidas;
        const resto = quedan ? `Quedarían ${cifra(quedan)} por atender (${falta}).` : `No quedaría ninguna por atender (${falta}).`;
        const pesos = costo ? `$${cifra(costo * pedidas)}, a la mediana del libro.` : "sin dato.";
        dicho.textContent =
          `En esas viviendas viven unas ${cifra(redondear((pedidas * poblacion) / viviendas))} personas ` +
          `(${(poblacion / viviendas).toFixed(1)} por vivienda habitada, Censo ${anio}). ${resto} ` +
          `Deja la carencia quien ya no tenga otra falla en su casa: pueden ser menos. Costo: ${pesos}`;
      }
    };
    const empezar = () => {
      campo.value = Math.min(100, contadas[lista.selectedIndex].viviendas);
      decir();
    };
    lista.addEventListener("change", empezar);
    campo.addEventListener("input", decir);
    empezar();
    poner(caja);
  }

  // De qué carencia es una gráfica, una ficha o un renglón: la que nombra al empezar. Una gráfica que compara
  // varias no es de ninguna y se queda entera, con su tabla.
  function filtrar(nombres) {
    const decir = (nodo) => nombres.find((n) => nodo?.textContent.trim().startsWith(n));
    const piezas = [...document.querySelectorAll("main figure, main details, main tbody tr")].flatMap((pieza) => {
      const nombre = decir(pieza.querySelector("h4, summary, th, td"));
      const suya = pieza.closest("figure");
      const otras = suya === pieza ? [...pieza.querySelectorAll("tbody th")].map(decir) : [];
      const esAjena = (suya && suya !== pieza) || otras.some((otra) => otra && otra !== nombre);
      return nombre && !esAjena ? [{ pieza, nombre }] : [];
    });
    const suyos = nombres.filter((n) => piezas.some((p) => p.nombre === n));
    if (suyos.length < 2) return;
    const caja = armar("div", "fais-herramienta", '<label>Ver sólo una carencia <select><option value="">todas</option></select></label><p role="status"></p>');
    const lista = caja.querySelector("select");
    opciones(lista, suyos);
    lista.addEventListener("change", () => {
      const propias = piezas.filter(({ nombre }) => !lista.value || nombre === lista.value);
      for (const una of piezas) una.pieza.classList.toggle("fais-ajena", !propias.includes(una));
      caja.lastChild.textContent = lista.value
        ? `Se ven ${propias.length} de las ${piezas.length} gráficas, fichas y renglones de una sola carencia. Las gráficas que comparan varias se quedan enteras.`
        : "";
    });
    poner(caja);
  }

  function buscar(figura) {
    const dibujo = document.querySelector("#mapa-localidades .fais-dibujo");
    const lugares = (figura?.data || []).flatMap(({ hovertext = [], x, y }) =>
      hovertext.map((texto, n) => ({ texto, x: x[n], y: y[n], clave: simple(texto.split(":")[0]) })));
    if (!dibujo || lugares.length < 2) return;
    const caja = armar("div", "fais-herramienta", '<label>Buscar una localidad <input type="search" autocomplete="off"></label><p role="status"></p><ul></ul>');
    const [campo, dicho, lista] = ["input", "p", "ul"].map((s) => caja.querySelector(s));
    campo.addEventListener("input", () => {
      const pedido = simple(campo.value.trim());
      const hallados = pedido ? lugares.filter(({ clave }) => clave.includes(pedido)) : [];
      const pocos = hallados.slice(0, 8);
      lista.replaceChildren(...pocos.map((lugar) => {
        const boton = armar("button", "", "");
        boton.type = "button";
        boton.textContent = lugar.texto;
        boton.addEventListener("click", () => {
          dicho.textContent = `${lugar.texto}.${senalar(lugar) ? " Está señalada en el mapa." : ""}`;
          dibujo.scrollIntoView({ block: "nearest" });
        });
        const renglon = document.createElement("li");
        renglon.append(boton);
        return renglon;
      }));
      dicho.textContent = pedido ? `${hallados.length} de ${lugares.length} localidades${hallados.length > 8 ? "; escriba más letras" : ""}` : "";
      if (!pedido) senalar();
    });
    dibujo.parentNode.querySelector(".fais-pie").prepend(caja);
  }

  // Una flecha con el nombre, sobre el mapa que dibuja plotly, si ya lo dibujó; la de antes se quita.
  function senalar(lugar) {
    const lienzo = document.querySelector("#mapa-localidades .js-plotly-plot");
    if (!lienzo) return false;
    const notas = lienzo.layout.annotations.filter((nota) => nota.name !== "buscada");
    const { xaxis, yaxis } = lienzo.layout;
    const parte = (valor, { range: [menor, mayor] }) => (valor - menor) / (mayor - menor);
    if (lugar) {
      // El rótulo crece hacia donde hay lugar, para que no se corte en la orilla.
      const xanchor = ["left", "center", "right"][Math.min(2, Math.floor(3 * parte(lugar.x, xaxis)))];
      notas.push({ name: "buscada", text: lugar.texto.split(":")[0].replace(/[<&]/g, ""), x: lugar.x, y: lugar.y, ax: 0,
        ay: parte(lugar.y, yaxis) > 0.5 ? 50 : -50, xanchor, showarrow: true, arrowhead: 2, arrowwidth: 2, bgcolor: "#fff", bordercolor: "#000", font: { size: 15 } });
    }
    window.Plotly.relayout(lienzo, { annotations: notas });
    return true;
  }

  function ensenar(codigo) {
    for (const [id, texto] of Object.entries(codigo)) {
      const caja = armar("details", "fais-codigo", "<summary>Repítalo en Python</summary><p>Péguelo en un cuaderno de esta herramienta.</p><pre tabindex=\"0\"></pre>");
      caja.lastChild.textContent = texto;
      document.querySelector(`#${id} .fais-pie`)?.append(caja);
    }
  }

  document.addEventListener("fais-datos", ({ detail: { figuras, codigo, carencias, peticion } }) => {
    document.head.append(Object.assign(document.createElement("style"), { textContent: ESTILO }));
    filtrar(carencias);
    calcular(peticion);
    buscar(figuras["mapa-localidades"]);
    ensenar(codigo);
  });
})();
