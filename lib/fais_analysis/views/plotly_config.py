"""La configuración y el idioma de plotly en la versión interactiva."""

# Configuración única de plotly para la versión interactiva: sin logotipo ni botón de nube.
CONFIGURACION_PLOTLY: dict[str, object] = {
    "displaylogo": False,
    "typesetMath": False,  # dos «$» en un texto son pesos, no una fórmula
    "showSendToCloud": False,
    "displayModeBar": "hover",
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    "responsive": False,
    "locale": "es-MX",
}


# plotly no trae es-MX, y su «es» escribe «1 200,0».
IDIOMA_PLOTLY: dict[str, object] = {
    "name": "es-MX",
    "dictionary": {
        "Download plot as a PNG": "Guardar como imagen",
        "Taking snapshot - this may take a few seconds": "Guardando la imagen…",
        "Snapshot succeeded": "Imagen guardada",
        "Sorry, there was a problem downloading your snapshot!": "No se pudo guardar la imagen",
        "Zoom": "Acercar un recuadro",
        "Pan": "Mover",
        "Zoom in": "Acercar",
        "Zoom out": "Alejar",
        "Reset axes": "Volver al inicio",
        "Double-click to zoom back out": "Doble clic para volver al inicio",
    },
    "format": {
        "days": ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
        "shortDays": ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"],
        "months": [
            *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
            *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
        ],
        "shortMonths": ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
        "date": "%d/%m/%Y",
        "decimal": ".",
        "thousands": ",",
        "grouping": [3],
        "currency": ["$", ""],
    },
}
