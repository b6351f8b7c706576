// Guarda en la computadora lo que el núcleo manda; un SVG se pasa a PNG aquí mismo, sin red ni programas.
const guarda = (partes, nombre) => {
  const url = URL.createObjectURL(partes), a = document.createElement("a");
  a.href = url; a.download = nombre;
  document.body.append(a); a.click(); a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
};
async function aPng({ ancho, alto, escala }, texto) {
  const url = URL.createObjectURL(new Blob([texto], { type: "image/svg+xml" })), imagen = new Image();
  try {
    await new Promise((si, no) => { imagen.onload = si; imagen.onerror = no; imagen.src = url; });
    const lienzo = document.createElement("canvas");
    lienzo.width = ancho * escala; lienzo.height = alto * escala;
    const pluma = lienzo.getContext("2d");
    pluma.fillStyle = "#fff"; pluma.fillRect(0, 0, lienzo.width, lienzo.height);
    pluma.drawImage(imagen, 0, 0, lienzo.width, lienzo.height);
    return await new Promise(r => lienzo.toBlob(r, "image/png"));
  } finally { URL.revokeObjectURL(url); }
}
function render({ model, el }) {
  const aviso = document.createElement("span");
  aviso.setAttribute("role", "status"); aviso.className = "fx-estado";
  el.append(aviso);
  const recibe = async (m, partes) => {
    if (m.tipo !== "archivo") return;
    try {
      const crudo = new Uint8Array(partes[0].buffer ?? partes[0], partes[0].byteOffset ?? 0, partes[0].byteLength);
      const bulto = m.png ? await aPng(m.png, new TextDecoder().decode(crudo)) : new Blob([crudo], { type: m.mime });
      guarda(bulto, m.nombre);
      aviso.textContent = `Guardado: ${m.nombre}`;
    } catch (e) { aviso.textContent = `No se pudo guardar ${m.nombre}: ${e?.message ?? "el navegador no lo dibujó"}`; }
  };
  model.on("msg:custom", recibe);
  return () => model.off("msg:custom", recibe);
}
export default { render };
