import { GrpcMethod, HttpMethod, type CallOptions } from 'cdk8s-mesh';
import type { Boutique } from './services';

/** Who calls what: declared once, and written on the callers' ServiceAccounts. */
export function calls(shop: Boutique): void {
  const { frontend, checkoutservice, cartservice, productcatalogservice, currencyservice, shippingservice } = shop;

  shop.loadgenerator.calls(frontend, { methods: [HttpMethod.GET], paths: ['/', '/product/*', '/product-meta/*', '/cart', '/logout', '/assistant', '/static/*'] });
  shop.loadgenerator.calls(frontend, { methods: [HttpMethod.POST], paths: ['/cart', '/cart/empty', '/cart/checkout', '/setCurrency', '/bot'] });

  frontend.calls(currencyservice, rpc('CurrencyService', 'GetSupportedCurrencies', 'Convert'));
  frontend.calls(productcatalogservice, rpc('ProductCatalogService', 'ListProducts', 'GetProduct'));
  frontend.calls(cartservice, rpc('CartService', 'GetCart', 'AddItem', 'EmptyCart'));
  frontend.calls(shop.recommendationservice, rpc('RecommendationService', 'ListRecommendations'));
  frontend.calls(shippingservice, rpc('ShippingService', 'GetQuote'));
  frontend.calls(checkoutservice, rpc('CheckoutService', 'PlaceOrder'));
  frontend.calls(shop.adservice, rpc('AdService', 'GetAds'));

  checkoutservice.calls(cartservice, rpc('CartService', 'GetCart', 'EmptyCart'));
  checkoutservice.calls(productcatalogservice, rpc('ProductCatalogService', 'GetProduct'));
  checkoutservice.calls(currencyservice, rpc('CurrencyService', 'Convert'));
  checkoutservice.calls(shippingservice, rpc('ShippingService', 'GetQuote', 'ShipOrder'));
  checkoutservice.calls(shop.paymentservice, rpc('PaymentService', 'Charge'));
  checkoutservice.calls(shop.emailservice, rpc('EmailService', 'SendOrderConfirmation'));

  shop.recommendationservice.calls(productcatalogservice, rpc('ProductCatalogService', 'ListProducts'));
  cartservice.calls(shop.redisCart, { ports: [6379] });
}

function rpc(service: string, ...methods: string[]): CallOptions {
  return { grpcMethods: methods.map(method => GrpcMethod.of(`hipstershop.${service}`, method)) };
}
