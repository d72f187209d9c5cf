import type { Column } from "../../components/data-table";
import { moneyText } from "../../components/money";
import { NumberLink } from "../../components/number-link";
import { StatusBadge } from "../../components/status-badge";
import { ordersTexts } from "../../strings/orders";
import type { OrderItem } from "./order-facts";

const { columns } = ordersTexts;

export const itemColumns: readonly Column<OrderItem>[] = [
  {
    id: "number",
    header: ordersTexts.number,
    width: "minmax(10rem, 1fr)",
    cell: ({ phone_number, phone_number_id }) => <NumberLink number={phone_number} id={phone_number_id} />,
  },
  { id: "status", header: columns.status, width: "8rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "price",
    header: columns.price,
    width: "6rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ monthly_price }) => moneyText(monthly_price),
  },
  {
    id: "error",
    header: ordersTexts.error,
    width: "minmax(8rem, 2fr)",
    hideOnPhone: true,
    cell: ({ error }) => (error ? <span title={error.detail}>{error.detail}</span> : null),
  },
];
