"""期限 that not every place has (签收, 联系代表, 报送办结): what runs of them on a case, and who is reminded."""
