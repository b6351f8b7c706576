// El CSV de cada tabla sale de ella misma (igual al de build_csv): el documento no lleva dos veces lo mismo.
(() => {
  "use strict";
  function escribir(celda) {
    const dato = celda.querySelector("data, time");
    if (dato) return dato.value || dato.dateTime;
    if (celda.querySelector(".fais-nulo")) return "";
    const texto = celda.textContent.replace(/^▸ /, "");
    const ejecuta = /^ *[=+\-@\t\r]/.test(texto) && !/^[+-]?\d+(\.\d+)?$/.test(texto);
    const inerte = ejecuta ? `'${texto}` : texto;
    return /[",\r\n]/.test(inerte) ? `"${inerte.replaceAll('"', '""')}"` : inerte;
  }
  for (const pie of document.querySelectorAll(".fais-descarga:empty")) {
    const tabla = pie.parentElement;
    const filas = [...tabla.querySelectorAll("tr")].filter((fila) => !fila.querySelector("[colspan]"));
    const csv = filas.map((fila) => `${[...fila.cells].map(escribir).join(",")}\r\n`).join("");
    const enlace = document.createElement("a");
    enlace.download = `${tabla.id}.csv`;
    enlace.href = `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${csv}`)}`;
    const rotulo = tabla.querySelector(".fais-desplaza").getAttribute("aria-labelledby");
    enlace.setAttribute("aria-describedby", rotulo);
    enlace.textContent = "Descargar CSV";
    pie.append(enlace);
  }
})();
