"""``python -m fais_analysis``: lo mismo que la orden ``fais``."""

from fais_analysis.cli import main

if __name__ == "__main__":
    main()
