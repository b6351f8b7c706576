"""El lote: planea, corre los cuadernos de muchos municipios y publica la corrida con índice y manifiesto."""
