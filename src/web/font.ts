/** Chinese glyphs for machines that have none of their own; a browser loads just the parts that it lacks. Bold is drawn from it. */
import "@fontsource/noto-sans-sc/400.css";
