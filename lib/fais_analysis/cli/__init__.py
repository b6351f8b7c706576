"""La orden ``fais``: arma los expedientes, lista municipios y monta las órdenes de datos e inversión."""

from fais_analysis.cli.ordenes import app, main

__all__ = ["app", "main"]
