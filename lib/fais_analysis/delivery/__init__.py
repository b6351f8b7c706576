"""La entrega: de una corrida a un mensaje por presidencia municipal, con aprobación y bitácora.

Sólo conoce una corrida por su ``manifest.json`` y sus archivos. Es el único cuarto que habla SMTP.
"""
