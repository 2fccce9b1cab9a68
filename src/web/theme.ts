/** Colours and sizes of the components: calm, dense, and dark enough to be read by everybody (contrast of at least 4.5 to 1). */
import type { ThemeConfig } from "antd";

export const theme: ThemeConfig = {
  cssVar: { key: "huiyin" },
  token: {
    colorPrimary: "#1650a6",
    colorLink: "#1650a6",
    colorError: "#b42318",
    colorErrorText: "#b42318",
    colorWarning: "#b54708",
    colorSuccess: "#1a7f37",
    colorText: "#1c2430",
    colorTextSecondary: "#4a5565",
    colorTextTertiary: "#5b6675",
    colorTextQuaternary: "#667080",
    colorTextPlaceholder: "#667080",
    colorTextDisabled: "#6b7585",
    colorTextDescription: "#4a5565",
    borderRadius: 6,
    fontSize: 14,
    motion: false,
    fontFamily: '-apple-system, "PingFang SC", "Microsoft YaHei", "Hiragino Sans GB", "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  },
  components: { Form: { itemMarginBottom: 14 }, Table: { cellPaddingBlock: 9 } },
};
