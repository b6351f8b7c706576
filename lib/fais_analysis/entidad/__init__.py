"""Lo común a todos los municipios de una entidad: cargado y calculado una vez por proceso."""
