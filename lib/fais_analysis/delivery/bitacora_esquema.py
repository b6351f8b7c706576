"""El esquema de la bitácora y los estados de un mensaje. La base rechaza cualquier otro paso."""

EN_COLA, RESERVADO, ENVIANDO = "en_cola", "reservado", "enviando"
ACEPTADO, DIFERIDO, RECHAZADO, DESCONOCIDO = "aceptado", "diferido", "rechazado", "desconocido"
RETIRADO, CONSTANCIA = "retirado", "dado_por_entregado"

# De cada estado, a cuáles se puede pasar.
TRANSICIONES: dict[str, tuple[str, ...]] = {
    EN_COLA: (RESERVADO, RETIRADO),
    DIFERIDO: (RESERVADO, RETIRADO),
    RESERVADO: (ENVIANDO, EN_COLA, DIFERIDO, RECHAZADO),
    ENVIANDO: (ACEPTADO, DIFERIDO, RECHAZADO, DESCONOCIDO),
    DESCONOCIDO: (CONSTANCIA, EN_COLA),
    RECHAZADO: (EN_COLA, RETIRADO),
    RETIRADO: (EN_COLA,),
    ACEPTADO: (),
    CONSTANCIA: (),
}
PENDIENTES = (EN_COLA, DIFERIDO)
QUIZA_RECIBIDOS = (ACEPTADO, CONSTANCIA, DESCONOCIDO, ENVIANDO)

TABLAS = """
CREATE TABLE IF NOT EXISTS campanias (
    nombre TEXT PRIMARY KEY, creada TEXT NOT NULL, corrida TEXT NOT NULL, carpeta_corrida TEXT NOT NULL,
    directorio TEXT NOT NULL, aprobadores INTEGER NOT NULL, repetir INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS informes (
    sha256 TEXT PRIMARY KEY, clave TEXT NOT NULL, huella_lectura TEXT NOT NULL, foto TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS verificaciones (
    sha256 TEXT PRIMARY KEY, resultado TEXT NOT NULL, cuando TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS mensajes (
    folio INTEGER PRIMARY KEY AUTOINCREMENT, campania TEXT NOT NULL REFERENCES campanias(nombre),
    clave TEXT NOT NULL, municipio TEXT NOT NULL, destinatario TEXT NOT NULL,
    buzon TEXT NOT NULL, rol TEXT NOT NULL,
    cargo TEXT NOT NULL, formato TEXT NOT NULL, informe TEXT NOT NULL REFERENCES informes(sha256),
    adjunto TEXT NOT NULL, mensaje TEXT NOT NULL, message_id TEXT NOT NULL, archivo TEXT NOT NULL,
    corrige INTEGER REFERENCES mensajes(folio), estado TEXT NOT NULL, intentos INTEGER NOT NULL DEFAULT 0,
    proximo REAL NOT NULL DEFAULT 0, dueno TEXT NOT NULL DEFAULT '', respuesta TEXT NOT NULL DEFAULT '',
    actualizado TEXT NOT NULL, carpeta_corrida TEXT NOT NULL DEFAULT '', repetir INTEGER NOT NULL DEFAULT 0,
    UNIQUE (campania, clave, buzon, informe)
) STRICT;
CREATE TABLE IF NOT EXISTS eventos (
    id INTEGER PRIMARY KEY AUTOINCREMENT, folio INTEGER NOT NULL REFERENCES mensajes(folio),
    cuando TEXT NOT NULL, suceso TEXT NOT NULL, detalle TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS aprobaciones (
    id INTEGER PRIMARY KEY AUTOINCREMENT, folio INTEGER NOT NULL REFERENCES mensajes(folio),
    mensaje TEXT NOT NULL, persona TEXT NOT NULL, cuando TEXT NOT NULL, UNIQUE (folio, mensaje, persona)
) STRICT;
CREATE TABLE IF NOT EXISTS rebotes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, folio INTEGER NOT NULL REFERENCES mensajes(folio),
    cuando TEXT NOT NULL, accion TEXT NOT NULL, codigo TEXT NOT NULL, diagnostico TEXT NOT NULL,
    bloquea INTEGER NOT NULL DEFAULT 0,
    UNIQUE (folio, accion, codigo, diagnostico)
) STRICT;
CREATE TABLE IF NOT EXISTS avisos (
    folio INTEGER NOT NULL REFERENCES mensajes(folio), tipo TEXT NOT NULL, texto TEXT NOT NULL,
    bloquea INTEGER NOT NULL, PRIMARY KEY (folio, tipo, texto)
) STRICT;
CREATE TABLE IF NOT EXISTS decisiones (
    id INTEGER PRIMARY KEY AUTOINCREMENT, cuando TEXT NOT NULL, persona TEXT NOT NULL, motivo TEXT NOT NULL,
    tipo TEXT NOT NULL, folio INTEGER REFERENCES mensajes(folio), campania TEXT NOT NULL,
    clave TEXT NOT NULL, buzon TEXT NOT NULL, dato TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS mensajes_por_buzon ON mensajes (buzon);
CREATE INDEX IF NOT EXISTS mensajes_por_identidad ON mensajes (message_id);
CREATE INDEX IF NOT EXISTS mensajes_por_estado ON mensajes (campania, estado);
CREATE INDEX IF NOT EXISTS eventos_por_folio ON eventos (folio);
CREATE INDEX IF NOT EXISTS decisiones_por_folio ON decisiones (folio);
CREATE TABLE IF NOT EXISTS transiciones (de TEXT NOT NULL, a TEXT NOT NULL, PRIMARY KEY (de, a)) STRICT;
CREATE TRIGGER IF NOT EXISTS paso_permitido BEFORE UPDATE OF estado ON mensajes
    WHEN OLD.estado <> NEW.estado
        AND NOT EXISTS (SELECT 1 FROM transiciones WHERE de = OLD.estado AND a = NEW.estado)
    BEGIN SELECT RAISE(ABORT, 'paso no permitido'); END;
CREATE TRIGGER IF NOT EXISTS identidad_fija BEFORE UPDATE OF campania, clave, buzon, informe, message_id
    ON mensajes BEGIN SELECT RAISE(ABORT, 'la identidad de un mensaje no cambia'); END;
CREATE TRIGGER IF NOT EXISTS bytes_fijos BEFORE UPDATE OF mensaje, adjunto, archivo, formato ON mensajes
    WHEN OLD.estado NOT IN ('en_cola', 'diferido', 'retirado') AND OLD.mensaje <> NEW.mensaje
    BEGIN SELECT RAISE(ABORT, 'los bytes de un mensaje que ya salió no cambian'); END;
CREATE TRIGGER IF NOT EXISTS sin_borrar_mensajes BEFORE DELETE ON mensajes
    BEGIN SELECT RAISE(ABORT, 'la bitácora no se borra'); END;
CREATE TRIGGER IF NOT EXISTS sin_borrar_eventos BEFORE DELETE ON eventos
    BEGIN SELECT RAISE(ABORT, 'la bitácora no se borra'); END;
CREATE TRIGGER IF NOT EXISTS sin_borrar_aprobaciones BEFORE DELETE ON aprobaciones
    BEGIN SELECT RAISE(ABORT, 'la bitácora no se borra'); END;
CREATE TRIGGER IF NOT EXISTS sin_borrar_decisiones BEFORE DELETE ON decisiones
    BEGIN SELECT RAISE(ABORT, 'la bitácora no se borra'); END;
CREATE TRIGGER IF NOT EXISTS sin_cambiar_decisiones BEFORE UPDATE ON decisiones
    BEGIN SELECT RAISE(ABORT, 'la bitácora no se reescribe'); END;
CREATE TRIGGER IF NOT EXISTS sin_cambiar_eventos BEFORE UPDATE ON eventos
    BEGIN SELECT RAISE(ABORT, 'la bitácora no se reescribe'); END;
CREATE TRIGGER IF NOT EXISTS sin_cambiar_aprobaciones BEFORE UPDATE ON aprobaciones
    BEGIN SELECT RAISE(ABORT, 'la bitácora no se reescribe'); END;
"""

# De una versión a la siguiente, antes de crear lo que falte. ``es_definitivo`` es la regla de los rebotes.
MUDANZAS: dict[int, tuple[str, ...]] = {
    1: ("ALTER TABLE campanias ADD COLUMN repetir INTEGER NOT NULL DEFAULT 0",),
    2: (
        "ALTER TABLE mensajes ADD COLUMN carpeta_corrida TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE mensajes ADD COLUMN repetir INTEGER NOT NULL DEFAULT 0",
        "UPDATE mensajes SET (carpeta_corrida, repetir) = "
        "(SELECT carpeta_corrida, repetir FROM campanias WHERE nombre = campania)",
        "ALTER TABLE rebotes ADD COLUMN bloquea INTEGER NOT NULL DEFAULT 0",
        "UPDATE rebotes SET bloquea = 1 WHERE es_definitivo(accion, codigo, diagnostico)",
    ),
}
