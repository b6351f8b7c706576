"""Plantillas de los mensajes: se copian y se editan con ``fais correo plantilla-mensaje``."""
